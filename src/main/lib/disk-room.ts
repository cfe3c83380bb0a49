import { statfs } from 'node:fs/promises'

/** Bytes of a disk that files leave free: the message store has to find room when they find none any more. */
export const RESERVE_BYTES = 64 * 1024 * 1024
/** Bytes that are written before the disk is asked again. */
const ASK_EVERY_BYTES = 8 * 1024 * 1024

/** The disk is full but for its reserve; told as the system tells a full one. */
class NoRoom extends Error {
  override readonly name = 'NoRoom'
  readonly code = 'ENOSPC'
}

/** Asks a disk for room before bytes are written to it, so that a full one is noticed while it can still be noted down. */
export class DiskRoom {
  readonly #folder: string
  readonly #free: (folder: string) => Promise<number>
  /** What may be written before the disk is asked again. */
  #granted = 0

  /** @param free bytes that are free where the folder lies */
  constructor(folder: string, free = freeBytes) {
    this.#folder = folder
    this.#free = free
  }

  /** Before the next bytes. @throws an error that `diskFailure` calls `disk_full` */
  async take(bytes: number): Promise<void> {
    if (this.takeGranted(bytes)) return
    await this.require(bytes)
    this.#granted = Math.max(bytes, ASK_EVERY_BYTES) - bytes
  }

  /** The same without a question to the disk; false: one is due, and nothing was taken. */
  takeGranted(bytes: number): boolean {
    if (this.#granted < bytes) return false
    this.#granted -= bytes
    return true
  }

  /** Whether all of it would find room now. @throws as `take` */
  async require(bytes: number): Promise<void> {
    const free = await this.#free(this.#folder)
    if (free - bytes < RESERVE_BYTES) throw new NoRoom(`${bytes} bytes to come, ${free} free, ${RESERVE_BYTES} of them kept`)
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
