import type { FileHandle } from 'node:fs/promises'

/** Bytes that are written at once: a socket brings them in much smaller pieces, and each write is a way to a thread and back. */
const TOGETHER_BYTES = 1024 * 1024
/** Buffers of one file. A disk that stands still while it takes down what it was given holds nobody up until all are full. */
const BUFFERS = 6
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
 *   come      ▒▒▒▒▒▒▒▒│▒▒▒▒▒▒▒▒│▒▒▒▒            into a buffer; full ones wait in a line
 *   written            ████████│████████        one at a time: there is never a hole
 *   synced                      ▁▁▁▁▁▁▁▁▁▁▁▁▁▁  beside both; whoever makes the file visible syncs it once more
 * ```
 *
 * Whatever fails is thrown by the calls after it. After a sync that failed nobody knows what of the file is on the disk, and
 * the system tells it only once: `isDoubtful`.
 */
export class PartWriter {
  readonly #file: WrittenFile
  readonly #turn: SyncTurn
  readonly #onWritten: (at: number) => void
  readonly #bufferBytes: number
  readonly #free: Buffer[] = []
  /** Buffers that were made. */
  #made = 0
  #filling: Buffer | undefined
  #filled = 0
  readonly #full: { readonly buffer: Buffer; readonly length: number }[] = []
  #written: number
  #synced: number
  /** Until all that is full is written. */
  #writing: Promise<void> | undefined
  #syncing: Promise<void> | undefined
  #onFree = (): void => undefined
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

  /** Takes bytes that the buffers have room for; false: they have to wait (`write`), and nothing was taken. */
  fill(bytes: Uint8Array): boolean {
    if (this.#failure !== undefined || bytes.length > this.#room) return false
    for (let at = 0; at < bytes.length;) at += this.#put(bytes.subarray(at))
    return true
  }

  /** Resolves when more may come; the bytes are the caller's again. @throws what a write or a sync failed with */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      this.#throwFailure()
      if (this.#room > 0) at += this.#put(bytes.subarray(at))
      else await new Promise<void>((resolve) => (this.#onFree = resolve))
    }
  }

  /** Resolves when everything that came is written and nothing is under way. @throws as `write` */
  async settle(): Promise<void> {
    if (this.#filled > 0 && this.#failure === undefined) this.#hand()
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

  /** Bytes that can be taken without waiting. */
  get #room(): number {
    const fresh = this.#free.length + BUFFERS - this.#made
    return fresh * this.#bufferBytes + (this.#filling === undefined ? 0 : this.#bufferBytes - this.#filled)
  }

  /** Takes the beginning of these bytes, for which there is room; returns how many. */
  #put(bytes: Uint8Array): number {
    const buffer = (this.#filling ??= this.#free.pop() ?? this.#make())
    const piece = bytes.subarray(0, buffer.length - this.#filled)
    buffer.set(piece, this.#filled)
    this.#filled += piece.length
    if (this.#filled === buffer.length) this.#hand()
    return piece.length
  }

  #make(): Buffer {
    this.#made++
    return Buffer.allocUnsafeSlow(this.#bufferBytes)
  }

  /** What was filled is to be written. */
  #hand(): void {
    const buffer = this.#filling
    if (buffer === undefined) return
    this.#full.push({ buffer, length: this.#filled })
    this.#filling = undefined
    this.#filled = 0
    this.#writing ??= this.#writeFull().catch((error: unknown) => this.#fail(error))
  }

  async #writeFull(): Promise<void> {
    for (let next = this.#full.shift(); next !== undefined; next = this.#full.shift()) {
      await this.#writeAll(next.buffer, next.length)
      this.#free.push(next.buffer)
      this.#onFree()
    }
    // At once: what is filled from here on begins anew.
    this.#writing = undefined
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

  /** Nothing more is written: it would stand behind a hole. */
  #fail(error: unknown): void {
    this.#failure ??= { error }
    this.#full.length = 0
    this.#onFree()
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error
  }
}
