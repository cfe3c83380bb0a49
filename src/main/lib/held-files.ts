import { renameSync, rmSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { systemClock } from './clock'

/**
 * Names that another program holds for a moment. On Windows whoever looks at a new file, a virus scanner, an indexer, a
 * backup, keeps it from being renamed and removed, and is done with it in less than a second. All that the main process
 * renames and removes goes through here.
 */

/** Milliseconds between two tries; the main process stands still meanwhile where it cannot wait otherwise. */
const SYNC_WAITS_MS = [10, 20, 40, 80, 160] as const
const WAITS_MS = [...SYNC_WAITS_MS, 320, 640, 1280] as const

/** What Windows says of a name that somebody else has open, or of a folder whose last file is on its way out. */
const HELD = new Set(['EBUSY', 'EPERM', 'EACCES', 'ENOTEMPTY'])

/** Whether the same call may succeed in a moment. Elsewhere these codes mean rights and mounts, which do not pass. */
export function isHeld(error: unknown, platform: NodeJS.Platform): boolean {
  return platform === 'win32' && error instanceof Error && 'code' in error && HELD.has(String(error.code))
}

/** @throws what the last try says */
export async function retryHeld<T>(
  work: () => Promise<T>,
  platform: NodeJS.Platform = process.platform,
  wait: (ms: number) => Promise<void> = pause,
): Promise<T> {
  for (const ms of WAITS_MS) {
    try {
      return await work()
    } catch (error) {
      if (!isHeld(error, platform)) throw error
    }
    await wait(ms)
  }
  return work()
}

/** @throws what the last try says */
export function retryHeldSync<T>(work: () => T, platform: NodeJS.Platform = process.platform, wait: (ms: number) => void = standStill): T {
  for (const ms of SYNC_WAITS_MS) {
    try {
      return work()
    } catch (error) {
      if (!isHeld(error, platform)) throw error
    }
    wait(ms)
  }
  return work()
}

/** Takes the place of what has the name. */
export function renamePath(from: string, to: string): Promise<void> {
  return retryHeld(() => rename(from, to))
}

/** One that is not there is removed; a folder only with `recursive`. */
export function removePath(path: string, { recursive = false } = {}): Promise<void> {
  return retryHeld(() => rm(path, { force: true, recursive }))
}

export function renamePathSync(from: string, to: string): void {
  retryHeldSync(() => renameSync(from, to))
}

/** For one of many, where waiting for each would add up. */
export const renameOnceSync = (from: string, to: string): void => renameSync(from, to)

export function removePathSync(path: string, { recursive = false } = {}): void {
  retryHeldSync(() => rmSync(path, { force: true, recursive }))
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => {
    systemClock.after(ms, done)
  })
}

function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
