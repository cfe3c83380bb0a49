import { statfs } from 'node:fs/promises'
import { StorageFullError } from './file-storage'

/** Bytes that are written before the disk is asked again. */
const ASK_EVERY_BYTES = 8 * 1024 * 1024

/**
 * Keeps a reserve of the disk free of files: messages have to find room when files find none any more. All who write take
 * from one account, so that many at once do not pass the reserve together.
 */
export class DiskRoom {
  readonly #folder: string
  readonly #reserveBytes: number
  /** What may be written before the disk is asked again. */
  #granted = 0
  #asking: Promise<number> | undefined

  constructor(folder: string, reserveBytes: number) {
    this.#folder = folder
    this.#reserveBytes = reserveBytes
  }

  /** @throws StorageFullError */
  async take(bytes: number): Promise<void> {
    while (this.#granted < bytes) {
      this.#asking ??= this.#ask().finally(() => (this.#asking = undefined))
      if ((await this.#asking) < bytes) throw new StorageFullError('the disk is full but for its reserve')
    }
    this.#granted -= bytes
  }

  async #ask(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#folder)
    const free = bavail * bsize - this.#reserveBytes
    this.#granted = Math.min(free, ASK_EVERY_BYTES)
    return free
  }
}
