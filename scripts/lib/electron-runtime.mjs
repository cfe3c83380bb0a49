import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fallbackDir, isFallbackPlatform } from './electron-fallback-pin.mjs'
import { readJson, ROOT } from './paths.mjs'

/**
 * @typedef {object} ElectronRuntime
 * @property {'env' | 'override' | 'official' | 'fallback'} kind where it comes from
 * @property {string} executable
 * @property {string} dist the folder that holds the whole distribution
 * @property {readonly string[]} args go before the app's path; `--no-sandbox` for root on Linux, else nothing
 */

/**
 * The Electron that this checkout runs on, in this order: `JIM_ELECTRON` (an executable), `ELECTRON_OVERRIDE_DIST_PATH`
 * (a folder, as the `electron` package reads it), the `electron` package's own download, the registry fallback.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {ElectronRuntime | undefined} undefined when none is installed: `npm run setup` gets one
 */
export function findElectron(env = process.env) {
  const args = electronArgs()
  if (env.JIM_ELECTRON) {
    const executable = resolve(env.JIM_ELECTRON)
    return existsSync(executable) ? { kind: 'env', executable, dist: resolve(executable, '..'), args } : undefined
  }
  if (env.ELECTRON_OVERRIDE_DIST_PATH) {
    const dist = resolve(env.ELECTRON_OVERRIDE_DIST_PATH)
    const executable = join(dist, executableInDist())
    return existsSync(executable) ? { kind: 'override', executable, dist, args } : undefined
  }
  const official = findOfficial()
  if (official !== undefined) return { kind: 'official', ...official, args }
  const dist = fallbackDir(env)
  const executable = join(dist, 'electron')
  return isFallbackPlatform() && existsSync(executable) ? { kind: 'fallback', executable, dist, args } : undefined
}

/**
 * Like {@link findElectron}, for callers that cannot go on without one.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {ElectronRuntime}
 */
export function requireElectron(env = process.env) {
  const runtime = findElectron(env)
  if (runtime === undefined) throw new Error('No Electron is installed for this checkout. Run: npm run setup')
  return runtime
}

/**
 * Chromium's sandbox refuses to start as root; for everybody else it stays on.
 *
 * @returns {readonly string[]}
 */
export function electronArgs() {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

/** The executable's path inside a distribution folder, per platform. */
export function executableInDist() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron'
  return process.platform === 'win32' ? 'electron.exe' : 'electron'
}

/** @returns {{ executable: string, dist: string } | undefined} */
function findOfficial() {
  const home = join(ROOT, 'node_modules', 'electron')
  const dist = join(home, 'dist')
  try {
    // path.txt is the last thing the package's installer writes: without it the unpacking was cut short.
    const executable = join(dist, readFileSync(join(home, 'path.txt'), 'utf8').trim())
    const version = readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '')
    if (version !== readJson(join(home, 'package.json'))?.version || !existsSync(executable)) return undefined
    return { executable, dist }
  } catch {
    return undefined
  }
}
