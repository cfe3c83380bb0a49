import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname, uptime } from 'node:os'
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
  const release = keep(path)
  try {
    return await work()
  } finally {
    release()
  }
}

/**
 * Holds a lock file for as long as this script runs, where nobody else does.
 *
 * @param {string} path
 * @returns {{ release: () => void } | { holder: string }} who holds it already: `process 123`, perhaps of another machine
 */
export function holdLock(path) {
  mkdirSync(dirname(path), { recursive: true })
  if (tryLock(path)) return { release: keep(path) }
  const { pid, host } = readHolder(path)
  return { holder: `process ${pid}${host === hostname() ? '' : ` on ${host}`}` }
}

/**
 * @param {string} path a lock that was just taken
 * @returns {() => void} gives it back; the end of the script does too
 */
function keep(path) {
  const remove = () => rmSync(path, { force: true })
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MS)
  heartbeat.unref()
  process.once('exit', remove)
  return () => {
    clearInterval(heartbeat)
    process.removeListener('exit', remove)
    remove()
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
    const { mtimeMs } = statSync(path)
    const { pid, host } = readHolder(path)
    if (host !== hostname()) return Date.now() - mtimeMs > SILENT_MS
    // Since this machine was started its number may have gone to any other program.
    const isOfAnEarlierRun = mtimeMs < Date.now() - uptime() * 1000 - HEARTBEAT_MS
    return isOfAnEarlierRun || !isAlive(pid)
  } catch {
    // Gone already, or cut off while it was written.
    return false
  }
}

/**
 * @param {string} path
 * @returns {{ pid?: any, host?: any }}
 */
function readHolder(path) {
  return JSON.parse(readFileSync(path, 'utf8') || '{}')
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
