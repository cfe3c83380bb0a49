import { HEADER_BYTES, MAGIC, MAX_REQUEST_ID } from './constants'
import { FrameError } from './errors'

/**
 * One frame (PROTOCOL 1). All integers unsigned, big-endian.
 *
 * ```
 *  offset  0        4        8            12           16
 *          | jim1   | command| request id | body bytes | body …
 * ```
 */
export type Frame = {
  /** Four printable ASCII characters, e.g. `B101`. */
  readonly command: string
  /** The sender's own counter; 0 = none. */
  readonly requestId: number
  /** May be a view into the chunk it arrived in: read it before that chunk is used again. */
  readonly body: Uint8Array
}

/** Printable ASCII is 0x21–0x7e; a space is not part of any command. */
export function isCommandByte(byte: number): boolean {
  return byte > 0x20 && byte < 0x7f
}

/**
 * Encodes one frame into a fresh array, header and body in one piece (a base server loses frames that arrive split).
 *
 * @throws FrameError `bad_command` if the command is not four printable ASCII characters
 * @throws RangeError if the request id is not a uint32
 */
export function encodeFrame(command: string, requestId: number, body: Uint8Array): Uint8Array {
  if (command.length !== 4) throw new FrameError('bad_command', `command of ${command.length} characters`)
  if (!Number.isInteger(requestId) || requestId < 0 || requestId > MAX_REQUEST_ID) {
    throw new RangeError(`request id ${requestId} is not a uint32`)
  }
  const bytes = new Uint8Array(HEADER_BYTES + body.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC)
  for (let i = 0; i < 4; i++) {
    const byte = command.charCodeAt(i)
    if (!isCommandByte(byte)) throw new FrameError('bad_command', 'command is not printable ASCII')
    bytes[4 + i] = byte
  }
  view.setUint32(8, requestId)
  view.setUint32(12, body.length)
  bytes.set(body, HEADER_BYTES)
  return bytes
}
