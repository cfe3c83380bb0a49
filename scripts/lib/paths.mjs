import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** The checkout. */
export const ROOT = resolve(import.meta.dirname, '../..')

/** What scripts keep inside the checkout: locks, sample profiles, ports of a running server. Never committed. */
export const LOCAL_CACHE = join(ROOT, '.cache')

/**
 * Where big things live that several checkouts share (Electron, the built SQLite addon); whoever writes there makes it.
 * Falls back to the checkout where the home folder cannot be written, as in some build containers.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string}
 */
export function sharedCacheDir(env = process.env) {
  if (env.JIM_CACHE_DIR) return resolve(env.JIM_CACHE_DIR)
  const home = homeFolder()
  const base = env.XDG_CACHE_HOME || (home === undefined ? undefined : join(home, '.cache'))
  if (base !== undefined && canBeWritten(join(base, 'jim-desktop'))) return join(base, 'jim-desktop')
  return join(LOCAL_CACHE, 'shared')
}

/** @returns {string | undefined} undefined where HOME is not set for a user whom the system does not know */
function homeFolder() {
  try {
    return homedir()
  } catch {
    return undefined
  }
}

/**
 * Makes nothing: what only looks calls it too.
 *
 * @param {string} dir
 * @returns {boolean} whether it is, or could be made
 */
function canBeWritten(dir) {
  const parent = dirname(dir)
  if (!existsSync(dir) && parent !== dir) return canBeWritten(parent)
  try {
    accessSync(dir, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/**
 * @param {string} path
 * @returns {any | undefined} undefined when the file is missing or is not JSON
 */
export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
