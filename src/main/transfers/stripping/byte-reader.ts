import type { FileHandle } from 'node:fs/promises'

const PAGE_BYTES = 64 * 1024

/** Bytes of something by their place; fewer than were asked for at its end, none behind it. */
export interface ByteReader {
  readonly size: number
  read(at: number, length: number): Promise<Buffer>
}

/** Reads of an open file; small ones that lie together cost the disk one. */
export class FileReader implements ByteReader {
  readonly size: number
  readonly #handle: FileHandle
  #page = Buffer.alloc(0)
  #pageAt = 0

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle
    this.size = size
  }

  async read(at: number, length: number): Promise<Buffer> {
    const end = Math.min(this.size, at + length)
    if (at >= end) return Buffer.alloc(0)
    if (at >= this.#pageAt && end <= this.#pageAt + this.#page.length) return this.#page.subarray(at - this.#pageAt, end - this.#pageAt)
    const wanted = Math.min(this.size - at, Math.max(length, PAGE_BYTES))
    const { buffer, bytesRead } = await this.#handle.read(Buffer.allocUnsafe(wanted), 0, wanted, at)
    this.#page = buffer.subarray(0, bytesRead)
    this.#pageAt = at
    return this.#page.subarray(0, end - at)
  }
}

/** Of bytes that are in memory. */
export class BytesReader implements ByteReader {
  readonly #bytes: Buffer

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  get size(): number {
    return this.#bytes.length
  }

  read(at: number, length: number): Promise<Buffer> {
    return Promise.resolve(this.#bytes.subarray(at, at + length))
  }
}
