import { DEFAULT_MAX_BODY_BYTES, HEADER_BYTES, MAGIC, MAX_LENGTH_FIELD } from './constants'
import { FrameError } from './errors'
import { type Frame, isCommandByte } from './frame'

/**
 * Cuts a byte stream into frames, whatever the reads look like (PROTOCOL 1).
 *
 * ```
 *            push(chunk)                    header complete              body complete
 *   header ──────────────▶ header (16 bytes) ─────────────▶ body ─────────────────▶ frame, header again
 *      │                        │ bad magic, bad command, oversize
 *      └────────────────────────┴───────────▶ failed, for good: `failure` is set, later bytes are ignored
 * ```
 *
 * A body that lies whole in one chunk is handed out as a view, without a copy; one that spans chunks is copied once,
 * into an array of exactly its length, which is allocated after the limit was checked. Memory in use is therefore at
 * most one body, and time is linear in the bytes pushed.
 */
export class FrameDecoder {
  /** Bytes; a server raises it after log-in. It applies to the next header that is read. */
  maxBodyBytes: number

  readonly #header = new Uint8Array(HEADER_BYTES)
  #headerFilled = 0
  #command = ''
  #requestId = 0
  #body: Uint8Array | undefined
  #bodyFilled = 0
  #failure: FrameError | undefined

  constructor(options: { readonly maxBodyBytes?: number } = {}) {
    this.maxBodyBytes = options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES
  }

  /** True between frames: a stream that ends here was not cut in the middle of one. */
  get isAtBoundary(): boolean {
    return this.#headerFilled === 0 && this.#body === undefined
  }

  /** Why the stream is not jim1; the owner looks after every push, and closes the connection. */
  get failure(): FrameError | undefined {
    return this.#failure
  }

  /**
   * Takes the next bytes and returns the frames they complete, in order. It never throws: frames that were whole
   * before a broken header are returned, and `failure` tells the rest.
   */
  push(chunk: Uint8Array): Frame[]
  /** Hands each frame out before the next header is read, so that a limit set meanwhile counts for it. */
  push(chunk: Uint8Array, onFrame: (frame: Frame) => void): void
  push(chunk: Uint8Array, onFrame?: (frame: Frame) => void): Frame[] | void {
    if (onFrame !== undefined) return this.#decode(chunk, onFrame)
    const frames: Frame[] = []
    this.#decode(chunk, (frame) => void frames.push(frame))
    return frames
  }

  #decode(chunk: Uint8Array, onFrame: (frame: Frame) => void): void {
    let offset = 0
    while (offset < chunk.length && this.#failure === undefined) {
      if (this.#body !== undefined) {
        offset = this.#fillBody(this.#body, chunk, offset, onFrame)
      } else if (this.#headerFilled === 0 && chunk.length - offset >= HEADER_BYTES) {
        // The usual case: a whole header in this chunk is read where it lies.
        const length = this.#readHeader(chunk, offset)
        if (length !== undefined) offset = this.#startBody(length, chunk, offset + HEADER_BYTES, onFrame)
      } else {
        const taken = Math.min(HEADER_BYTES - this.#headerFilled, chunk.length - offset)
        this.#header.set(chunk.subarray(offset, offset + taken), this.#headerFilled)
        this.#headerFilled += taken
        offset += taken
        if (this.#headerFilled < HEADER_BYTES) {
          // A wrong magic is told at its first four bytes, not when a slow peer has sent sixteen.
          if (this.#headerFilled >= 4 && uint32(this.#header, 0) !== MAGIC) this.#failBadMagic()
          break
        }
        const length = this.#readHeader(this.#header, 0)
        this.#headerFilled = 0
        if (length !== undefined) offset = this.#startBody(length, chunk, offset, onFrame)
      }
    }
  }

  /** Reads and checks a header; returns the body's length in bytes, or `undefined` when the stream has failed. */
  #readHeader(bytes: Uint8Array, at: number): number | undefined {
    if (uint32(bytes, at) !== MAGIC) return this.#failBadMagic()
    const a = bytes[at + 4]!
    const b = bytes[at + 5]!
    const c = bytes[at + 6]!
    const d = bytes[at + 7]!
    if (!isCommandByte(a) || !isCommandByte(b) || !isCommandByte(c) || !isCommandByte(d)) {
      return this.#fail('bad_command', 'the command is not four printable ASCII characters')
    }
    const length = uint32(bytes, at + 12)
    if (length > Math.min(this.maxBodyBytes, MAX_LENGTH_FIELD)) {
      return this.#fail('oversize', `a body of ${length} bytes is over the limit of ${this.maxBodyBytes}`)
    }
    this.#command = String.fromCharCode(a, b, c, d)
    this.#requestId = uint32(bytes, at + 8)
    return length
  }

  /** Hands the body out at once where it lies whole in the chunk, else starts to collect it. Returns the new offset. */
  #startBody(length: number, chunk: Uint8Array, offset: number, onFrame: (frame: Frame) => void): number {
    const end = offset + length
    if (end <= chunk.length) {
      onFrame({ command: this.#command, requestId: this.#requestId, body: chunk.subarray(offset, end) })
      return end
    }
    const body = new Uint8Array(length)
    this.#body = body
    this.#bodyFilled = 0
    return this.#fillBody(body, chunk, offset, onFrame)
  }

  #fillBody(body: Uint8Array, chunk: Uint8Array, offset: number, onFrame: (frame: Frame) => void): number {
    const taken = Math.min(body.length - this.#bodyFilled, chunk.length - offset)
    body.set(chunk.subarray(offset, offset + taken), this.#bodyFilled)
    this.#bodyFilled += taken
    if (this.#bodyFilled === body.length) {
      // Before the hand-over: whoever takes the frame sees a decoder that stands between frames.
      this.#body = undefined
      onFrame({ command: this.#command, requestId: this.#requestId, body })
    }
    return offset + taken
  }

  #failBadMagic(): undefined {
    return this.#fail('bad_magic', 'the stream does not start a frame with jim1')
  }

  #fail(code: FrameError['code'], message: string): undefined {
    this.#failure = new FrameError(code, message)
  }
}

function uint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
}
