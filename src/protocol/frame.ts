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
  checkHeader(command, requestId)
  const bytes = new Uint8Array(HEADER_BYTES + body.length)
  writeHeader(bytes, command, requestId, body.length)
  bytes.set(body, HEADER_BYTES)
  return bytes
}

const encoder = new TextEncoder()
/**
 * Small frames share arrays of so many bytes: memory outside the heap costs more to have and to give back than they to write. Whoever
 * keeps one frame keeps all of its array.
 */
const SHARED_BYTES = 8 * 1024
/** What may become longer than this has an array of its own; so much of a shared one is lost at its end at most. */
const MAX_SMALL_BYTES = 2 * 1024
/** Of one character of UTF-16 in UTF-8, at most. */
const BYTES_OF_UNIT = 3
let shared = new Uint8Array(SHARED_BYTES)
let used = 0

/**
 * As `encodeFrame`, of a body that is text. The frame may be a view into an array in which others are: it is read or sent, and
 * nobody takes its buffer; what is kept for long is copied.
 *
 * @throws FrameError, RangeError as `encodeFrame`
 */
export function encodeFrameOfText(command: string, requestId: number, text: string): Uint8Array {
  const most = HEADER_BYTES + text.length * BYTES_OF_UNIT
  if (most > MAX_SMALL_BYTES) return encodeFrame(command, requestId, encoder.encode(text))
  checkHeader(command, requestId)
  if (used + most > SHARED_BYTES) {
    shared = new Uint8Array(SHARED_BYTES)
    used = 0
  }
  const { written } = encoder.encodeInto(text, shared.subarray(used + HEADER_BYTES, used + most))
  const bytes = shared.subarray(used, used + HEADER_BYTES + written)
  writeHeader(bytes, command, requestId, written)
  used += bytes.length
  return bytes
}

function checkHeader(command: string, requestId: number): void {
  if (command.length !== 4) throw new FrameError('bad_command', `command of ${command.length} characters`)
  for (let i = 0; i < 4; i++)
    if (!isCommandByte(command.charCodeAt(i))) throw new FrameError('bad_command', 'command is not printable ASCII')
  if (!Number.isInteger(requestId) || requestId < 0 || requestId > MAX_REQUEST_ID) {
    throw new RangeError(`request id ${requestId} is not a uint32`)
  }
}

function writeHeader(bytes: Uint8Array, command: string, requestId: number, bodyBytes: number): void {
  writeUint32(bytes, 0, MAGIC)
  for (let i = 0; i < 4; i++) bytes[4 + i] = command.charCodeAt(i)
  writeUint32(bytes, 8, requestId)
  writeUint32(bytes, 12, bodyBytes)
}

/** By hand: a view would be one more object for each frame. */
function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}
