import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const HEARTBEAT_MS = 5_000
/** A holder on another machine (a shared home folder) cannot be asked; it is believed dead after this silence. */
const SILENT_MS = 60_000

/**
 * Runs `work` while no other script holds the same lock file; waits for the other one to finish.
 *
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @param {object} [options]
 * @param {() => void} [options.onWait] once, when somebody else holds it
 * @param {number} [options.pollMs]
 * @returns {Promise<T>}
 */
export async function withLock(path, work, { onWait, pollMs = 300 } = {}) {
  mkdirSync(dirname(path), { recursive: true })
  let hasWaited = false
  while (!tryLock(path)) {
    if (!hasWaited) onWait?.()
    hasWaited = true
    await delay(pollMs)
  }
  const release = () => rmSync(path, { force: true })
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MS)
  heartbeat.unref()
  process.once('exit', release)
  try {
    return await work()
  } finally {
    clearInterval(heartbeat)
    process.removeListener('exit', release)
    release()
  }
}

/** @param {string} path */
function tryLock(path) {
  const mine = JSON.stringify({ pid: process.pid, host: hostname() })
  try {
    writeFileSync(path, mine, { flag: 'wx' })
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
  }
  if (isAbandoned(path)) {
    const aside = `${path}.${process.pid}`
    try {
      // A rename happens for one of two contenders only; unlinking could remove the lock the other has just taken.
      renameSync(path, aside)
      rmSync(aside, { force: true })
      return tryLock(path)
    } catch {
      // Somebody else was faster.
    }
  }
  return false
}

/**
 * @param {string} path
 * @returns {boolean} whether its holder is gone
 */
export function isAbandoned(path) {
  try {
    const isSilent = Date.now() - statSync(path).mtimeMs > SILENT_MS
    const holder = JSON.parse(readFileSync(path, 'utf8') || '{}')
    return holder.host === hostname() ? !isAlive(holder.pid) : isSilent
  } catch {
    // Gone already, or cut off while it was written.
    return false
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/** @param {string} path */
function touch(path) {
  try {
    utimesSync(path, new Date(), new Date())
  } catch {
    // The folder was removed under us; the work itself will notice.
  }
}
