import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk of some megabytes of its own, that can be filled to the last block and emptied again. */
export type SmallDisk = {
  readonly dir: string
  fill(): void
  /** Fills it until so many bytes are free. */
  leave(bytes: number): void
  makeRoom(): void
  close(): void
}

/** A tmpfs; `undefined` where this process may not mount one. */
export function openSmallDisk(megabytes = 32): SmallDisk | undefined {
  const dir = mkdtempSync(join(tmpdir(), 'jim-small-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dir], { stdio: 'ignore' })
  } catch {
    rmSync(dir, { recursive: true })
    return undefined
  }
  const ballast = join(dir, 'ballast')
  return {
    dir,
    fill() {
      for (let bytes = megabytes * 2 ** 20; bytes >= 512; bytes = Math.floor(bytes / 2)) {
        try {
          writeFileSync(ballast, Buffer.alloc(bytes), { flag: 'a' })
        } catch {
          // What fitted of it stays: the next one is smaller.
        }
      }
    },
    leave(bytes) {
      const { bavail, bsize } = statfsSync(dir)
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - bytes)), { flag: 'a' })
    },
    makeRoom: () => rmSync(ballast, { force: true }),
    close() {
      execFileSync('umount', ['-l', dir])
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
