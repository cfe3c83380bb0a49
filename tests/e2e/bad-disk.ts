import { mkdtempSync, promises, rmSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { openSmallDisk } from '../helpers/small-disk'
import { databaseOf } from './accounts'
import type { Desktop } from './desktop'

const { statfs } = promises

/** A profile on a disk that can be filled and emptied again. */
export type BadDisk = {
  readonly profileDir: string
  /** What a file that waits says of it, and the window's banner. */
  readonly says: string
  readonly banner: 'disk' | 'busy'
  readonly break: () => void
  readonly mend: () => void
  readonly close: () => void
}

/** One of its own where it may be mounted; else a database that somebody else keeps locked. */
export function openBadDisk(megabytes: number): BadDisk {
  const disk = openSmallDisk(megabytes)
  if (disk !== undefined) {
    const { dir, fill, makeRoom, close } = disk
    return { profileDir: dir, says: 'the disk of this computer is full · goes on', banner: 'disk', break: fill, mend: makeRoom, close }
  }
  const profileDir = mkdtempSync(join(tmpdir(), 'jim-locked-'))
  let lock: Sqlite.Database | undefined
  return {
    profileDir,
    banner: 'busy',
    says: 'goes on once it can be stored',
    break() {
      lock = new Sqlite(databaseOf(profileDir))
      lock.exec('BEGIN IMMEDIATE')
    },
    mend: () => void lock?.exec('ROLLBACK'),
    close() {
      lock?.close()
      rmSync(profileDir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** A disk on which files find no room any more; messages may. */
export type FullDisk = {
  readonly dir: string
  readonly leave: (bytes: number) => Promise<void>
  readonly makeRoom: () => Promise<void>
  readonly close: () => void
}

/**
 * One of its own where it may be mounted; else a folder, whose reader is told of another disk.
 *
 * @param feign so many bytes are free, `undefined`: as many as there are; in the process that asks
 */
export function openFullDisk(megabytes: number, feign: (bytes: number | undefined) => void | Promise<void>): FullDisk {
  const disk = openSmallDisk(megabytes)
  if (disk !== undefined) {
    const { dir, close } = disk
    return { dir, close, leave: (bytes) => Promise.resolve(disk.leave(bytes)), makeRoom: () => Promise.resolve(disk.makeRoom()) }
  }
  const dir = mkdtempSync(join(tmpdir(), 'jim-full-'))
  return {
    dir,
    leave: async (bytes) => feign(bytes),
    makeRoom: async () => feign(undefined),
    close: () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }),
  }
}

/** Bytes that whoever asks is taken to write before the next question. */
const WRITTEN_BETWEEN = 8 * 1024 * 1024

/** For a `feign` of this process: fewer with each question. */
export function feignFree(bytes: number | undefined): void {
  let left = bytes ?? 0
  const feigned = (): Promise<{ readonly bavail: number; readonly bsize: number }> => {
    const bavail = Math.max(0, left)
    left -= WRITTEN_BETWEEN
    return Promise.resolve({ bavail, bsize: 1 })
  }
  promises.statfs = bytes === undefined ? statfs : (feigned as unknown as typeof statfs)
  syncBuiltinESMExports()
}

/** For a `feign` of the main process of a window. */
export async function feignFreeIn(desktop: Desktop, bytes: number | undefined): Promise<void> {
  await desktop.app.evaluate((_, free) => {
    const fs = process.getBuiltinModule('node:fs/promises')
    const kept = globalThis as unknown as { statfs?: typeof fs.statfs }
    kept.statfs ??= fs.statfs
    fs.statfs = free === undefined ? kept.statfs : ((() => Promise.resolve({ bavail: free, bsize: 1 })) as unknown as typeof fs.statfs)
  }, bytes)
}
