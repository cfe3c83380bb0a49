import { StorageUnavailableError } from '../file-storage'
import type { Bucket } from './bucket'
import { type Segment, SEGMENT_BYTES, segmentName } from './segments'

/** Bytes that all writers hold in memory on their way to the bucket. */
const HELD_BYTES = 256 * 1024 * 1024

/** What all writers of a storage hold. */
export class HeldBytes {
  readonly #limit: number
  #held = 0

  constructor(limit: number = HELD_BYTES) {
    this.#limit = limit
  }

  /** @throws StorageUnavailableError: whoever comes again later finds room */
  take(bytes: number): void {
    if (this.#held + bytes > this.#limit) throw new StorageUnavailableError('too many bytes are on their way to the bucket')
    this.#held += bytes
  }

  give(bytes: number): void {
    this.#held -= bytes
  }
}

/**
 * Writes at the end of a part, a segment at a time. What it has not written it holds in memory, less than a segment; a tail that
 * is there is read first, and grows: under a name of its own, and the shorter one goes when the longer one is there.
 */
export class SegmentWriter {
  readonly #bucket: Bucket
  /** The part's key, with a slash. */
  readonly #part: string
  readonly #held: HeldBytes
  #index: number
  /** Bytes of the segment that are in the bucket. */
  #kept: number
  #pieces: Uint8Array[] = []
  #bytes = 0

  /** @param tail the last segment, which is not full; or an empty one */
  constructor(bucket: Bucket, part: string, held: HeldBytes, tail: Segment) {
    this.#bucket = bucket
    this.#part = part
    this.#held = held
    this.#index = tail.index
    this.#kept = tail.bytes
  }

  /** Reads the tail. @throws StorageUnavailableError */
  async begin(): Promise<void> {
    if (this.#kept === 0) return
    const tail = await this.#bucket.read(this.#key(this.#kept))
    if (tail === undefined) throw new StorageUnavailableError('the end of an upload was taken away meanwhile')
    for await (const piece of tail) this.#hold(piece)
    if (this.#bytes !== this.#kept) throw new StorageUnavailableError('the end of an upload could not be read')
  }

  /** @throws StorageUnavailableError; what was flushed before is there */
  async write(chunk: Uint8Array): Promise<void> {
    for (let from = 0; from < chunk.length;) {
      const piece = chunk.subarray(from, from + SEGMENT_BYTES - this.#bytes)
      this.#hold(piece)
      from += piece.length
      if (this.#bytes === SEGMENT_BYTES) await this.flush()
    }
  }

  /** Resolves when everything that was written is in the bucket. @throws StorageUnavailableError */
  async flush(): Promise<void> {
    if (this.#bytes === this.#kept) return
    await this.#bucket.put(this.#key(this.#bytes), Buffer.concat(this.#pieces))
    const before = this.#kept
    this.#kept = this.#bytes
    // It would mean nothing, were it to stay.
    if (before > 0 || this.#index === 0) await this.#bucket.remove(this.#key(before)).catch(() => undefined)
    if (this.#bytes < SEGMENT_BYTES) return
    this.release()
    this.#index += 1
    this.#kept = 0
  }

  /** Lets go of what it holds. */
  release(): void {
    this.#held.give(this.#bytes)
    this.#pieces = []
    this.#bytes = 0
  }

  #hold(piece: Uint8Array): void {
    this.#held.take(piece.length)
    this.#pieces.push(piece)
    this.#bytes += piece.length
  }

  #key(bytes: number): string {
    return this.#part + segmentName({ index: this.#index, bytes })
  }
}
