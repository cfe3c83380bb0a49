import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** The checkout. */
export const ROOT = resolve(import.meta.dirname, '../..')

/** What scripts keep inside the checkout: locks, sample profiles, ports of a running server. Never committed. */
export const LOCAL_CACHE = join(ROOT, '.cache')

/**
 * Where big things live that several checkouts share (Electron, the built SQLite addon).
 * Falls back to the checkout where the home folder cannot be written, as in some build containers.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string}
 */
export function sharedCacheDir(env = process.env) {
  if (env.JIM_CACHE_DIR) return resolve(env.JIM_CACHE_DIR)
  const base = env.XDG_CACHE_HOME || join(homedir(), '.cache')
  const dir = join(base, 'jim-desktop')
  try {
    mkdirSync(dir, { recursive: true })
    accessSync(dir, constants.W_OK)
    return dir
  } catch {
    return join(LOCAL_CACHE, 'shared')
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
