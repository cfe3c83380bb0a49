import type { FileHandle } from 'node:fs/promises'

/** Bytes that are written at once: a socket brings them in much smaller pieces, and each write is a way to a thread and back. */
const TOGETHER_BYTES = 1024 * 1024
/** Bytes that are written before the disk is asked for them, so that at the end of a large file there is little left to wait for. */
const SYNC_BYTES = 16 * 1024 * 1024

/** One sync at a time for all who share it: a slow disk must not take every thread that reads and writes files. */
export type SyncTurn = { isTaken: boolean }

/** What it asks of an open file. */
export type WrittenFile = Pick<FileHandle, 'write' | 'datasync'>

/**
 * Writes bytes to a file, one after the other, while the next ones come and the disk takes those of before:
 *
 * ```
 *   come      ▒▒▒▒▒▒▒▒│▒▒▒▒▒▒▒▒│▒▒▒▒            into one of two buffers
 *   written            ████████│████████        one at a time: there is never a hole
 *   synced                      ▁▁▁▁▁▁▁▁▁▁▁▁▁▁  beside both; whoever makes the file visible syncs it once more
 * ```
 *
 * Whatever fails is thrown by the next call. After a sync that failed nobody knows what of the file is on the disk, and the
 * system tells it only once: `isDoubtful`.
 */
export class PartWriter {
  readonly #file: WrittenFile
  readonly #turn: SyncTurn
  readonly #onWritten: (at: number) => void
  readonly #bufferBytes: number
  #filling: Buffer | undefined
  #spare: Buffer | undefined
  #filled = 0
  #written: number
  #synced: number
  #writing: Promise<void> | undefined
  #syncing: Promise<void> | undefined
  #failure: { readonly error: unknown } | undefined
  #isDoubtful = false

  /** @param range where the next byte goes, and where the last one ends; @param onWritten with the end of what is written */
  constructor(
    file: WrittenFile,
    range: { readonly from: number; readonly to: number },
    { turn, onWritten }: { readonly turn: SyncTurn; readonly onWritten: (at: number) => void },
  ) {
    this.#file = file
    this.#turn = turn
    this.#onWritten = onWritten
    this.#written = range.from
    this.#synced = range.from
    this.#bufferBytes = Math.min(TOGETHER_BYTES, Math.max(1, range.to - range.from))
  }

  /** A sync has failed: what lies there is not to be gone on with. */
  get isDoubtful(): boolean {
    return this.#isDoubtful
  }

  /** Takes bytes that a buffer has room for beside others to come; false: they are to be written, and nothing was taken. */
  fill(bytes: Uint8Array): boolean {
    if (this.#failure !== undefined) return false
    const buffer = (this.#filling ??= Buffer.allocUnsafeSlow(this.#bufferBytes))
    if (this.#filled + bytes.length >= buffer.length) return false
    buffer.set(bytes, this.#filled)
    this.#filled += bytes.length
    return true
  }

  /** Resolves when more may come; the bytes are the caller's again. @throws what a write or a sync failed with */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const buffer = (this.#filling ??= Buffer.allocUnsafeSlow(this.#bufferBytes))
      const piece = bytes.subarray(at, at + buffer.length - this.#filled)
      buffer.set(piece, this.#filled)
      this.#filled += piece.length
      at += piece.length
      if (this.#filled === buffer.length) await this.#hand(buffer)
    }
  }

  /** Resolves when everything that came is written and nothing is under way. @throws as `write` */
  async settle(): Promise<void> {
    if (this.#filling !== undefined && this.#filled > 0 && this.#failure === undefined) await this.#hand(this.#filling)
    await this.#writing
    await this.#syncing
    this.#throwFailure()
  }

  /** Resolves when it is on the disk, too. @throws as `write` */
  async finish(): Promise<void> {
    await this.settle()
    await this.#file.datasync().catch((error: unknown) => this.#lose(error))
    this.#throwFailure()
  }

  /** Hands a buffer to the disk, once that has taken the one before, which is filled next. */
  async #hand(buffer: Buffer): Promise<void> {
    await this.#writing
    this.#throwFailure()
    const length = this.#filled
    this.#filling = this.#spare
    this.#spare = buffer
    this.#filled = 0
    this.#writing = this.#writeAll(buffer, length).catch((error: unknown) => this.#fail(error))
  }

  async #writeAll(bytes: Buffer, length: number): Promise<void> {
    for (let at = 0; at < length;) {
      const { bytesWritten } = await this.#file.write(bytes, at, length - at, this.#written)
      at += bytesWritten
      this.#written += bytesWritten
    }
    this.#onWritten(this.#written)
    if (this.#written - this.#synced >= SYNC_BYTES) this.#sync()
  }

  #sync(): void {
    if (this.#turn.isTaken) return
    this.#turn.isTaken = true
    this.#synced = this.#written
    this.#syncing = this.#file
      .datasync()
      .catch((error: unknown) => this.#lose(error))
      .finally(() => (this.#turn.isTaken = false))
  }

  #lose(error: unknown): void {
    this.#isDoubtful = true
    this.#fail(error)
  }

  #fail(error: unknown): void {
    this.#failure ??= { error }
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error
  }
}
