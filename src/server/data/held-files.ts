import { rename, rm } from 'node:fs/promises'
import { systemServerClock } from '../clock'

/**
 * Names that another program holds for a moment. On Windows whoever looks at a new file, a virus scanner, an indexer, a
 * backup, keeps it from being renamed and removed, and is done with it in less than a second. All that the server renames
 * and removes goes through here.
 */

/** Milliseconds between two tries. */
const WAITS_MS = [10, 20, 40, 80, 160, 320, 640, 1280] as const

/** What Windows says of a name that somebody else has open, or of a folder whose last file is on its way out. */
const HELD = new Set(['EBUSY', 'EPERM', 'EACCES', 'ENOTEMPTY'])

/**
 * Tries again while somebody holds the name. Elsewhere than on Windows these codes mean rights and mounts, which do not
 * pass, and are told at once.
 *
 * @throws what the last try says
 */
export async function retryHeld<T>(
  work: () => Promise<T>,
  platform: NodeJS.Platform = process.platform,
  wait: (ms: number) => Promise<void> = pause,
): Promise<T> {
  for (const ms of WAITS_MS) {
    try {
      return await work()
    } catch (error) {
      const { code = '' } = error as { readonly code?: string }
      if (platform !== 'win32' || !HELD.has(code)) throw error
    }
    await wait(ms)
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

function pause(ms: number): Promise<void> {
  return new Promise((done) => {
    systemServerClock.after(ms, done)
  })
}
