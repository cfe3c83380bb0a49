/** A frame as the original gateway sees it; its own codec, independent of the client's. */
export type BaseFrame = { readonly command: string; readonly requestId: number; readonly body: string }

const READ_BYTES = 4096
const HEADER_BYTES = 16

export function baseFrame(command: string, requestId: number, body: string): Buffer {
  const bytes = Buffer.from(body)
  const header = Buffer.alloc(HEADER_BYTES)
  header.write('jim1', 0, 'ascii')
  header.write(command, 4, 'ascii')
  header.writeUInt32BE(requestId, 8)
  header.writeInt32BE(bytes.length, 12)
  return Buffer.concat([header, bytes])
}

/**
 * The original gateway's read loop: a new 4,096-byte buffer for every frame. It peeks at 16 bytes, and what is in the
 * buffer beside this one frame is thrown away with the buffer.
 *
 * ```
 *   a read holds            what becomes of it
 *   < 16 bytes              kept, the next read is added to it
 *   one whole frame         handed on
 *   a frame and more        the frame is handed on, the rest is lost
 *   a header, half a body   thrown away; the rest of the body is then taken for a header: broken
 * ```
 */
export class ReadLoop {
  /** Frames that began in the same read behind another frame. */
  lostFrames = 0
  #buffer: Buffer = Buffer.alloc(0)

  /** What the bytes of one segment amount to; after `broken` the socket is closed. */
  push(segment: Buffer): (BaseFrame | 'broken')[] {
    const outcomes: (BaseFrame | 'broken')[] = []
    let rest = segment
    while (rest.length > 0) {
      const room = READ_BYTES - this.#buffer.length
      this.#buffer = Buffer.concat([this.#buffer, rest.subarray(0, room)])
      rest = rest.subarray(room)
      if (this.#buffer.length < HEADER_BYTES) break
      const outcome = this.#readFrame(this.#buffer)
      this.#buffer = Buffer.alloc(0)
      if (outcome !== undefined) outcomes.push(outcome)
      if (outcome === 'broken') break
    }
    return outcomes
  }

  #readFrame(buffer: Buffer): BaseFrame | 'broken' | undefined {
    if (buffer.toString('latin1', 0, 4) !== 'jim1') return 'broken'
    const length = buffer.readInt32BE(12)
    // The gateway's process dies here; to its clients that is a closed socket.
    if (length < 0) return 'broken'
    const end = HEADER_BYTES + length
    if (end > buffer.length) return undefined
    if (buffer.length > end) this.lostFrames++
    return {
      command: buffer.toString('latin1', 4, 8),
      requestId: buffer.readUInt32BE(8),
      body: buffer.toString('utf8', HEADER_BYTES, end),
    }
  }
}
