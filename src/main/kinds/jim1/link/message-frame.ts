import { encodeJsonFrame } from '@protocol/codec'
import { HEADER_BYTES } from '@protocol/constants'
import type { Envelope } from '@protocol/schemas/chat'
import type { LinkMode } from '@shared/status'

type MessageFrame = {
  readonly command: 'c2c' | 'c2g'
  readonly requestId: number
  readonly envelope: Envelope
  readonly mode: LinkMode
  readonly maxBodyBytes: number
}

/**
 * Encodes a message, or refuses what would harm the link: an oversized frame ends it, and the original gateway drops
 * a message without both ids in silence (PROTOCOL 8).
 *
 * @throws RangeError if the body is over the limit
 * @throws TypeError in base mode, if `sender_id` or `receiver_id` is not a string
 */
export function encodeMessageFrame({ command, requestId, envelope, mode, maxBodyBytes }: MessageFrame): Uint8Array {
  const { sender_id: senderId, receiver_id: receiverId } = envelope.data
  if (mode === 'base' && (typeof senderId !== 'string' || typeof receiverId !== 'string')) {
    throw new TypeError('a message to a base server needs sender_id and receiver_id as strings')
  }
  const bytes = encodeJsonFrame(command, requestId, envelope)
  const bodyBytes = bytes.length - HEADER_BYTES
  if (bodyBytes > maxBodyBytes) throw new RangeError(`a body of ${bodyBytes} bytes is over ${maxBodyBytes}`)
  return bytes
}
