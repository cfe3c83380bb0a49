import type { Envelope, MessageHeader } from './schemas/chat'
import { isCliMid, isMid, isSeq, isTime, parseConversationId } from './schemas/ids'

/**
 * `envelopeSchema` and `messageHeaderSchema` by hand. They are read for every message that arrives, and a schema of
 * optional keys takes as long as storing the message. The schemas say what is right; the tests compare.
 */

/** A JSON value as an envelope, if `envelopeSchema` takes it. The value is not copied. */
export function readEnvelope(value: unknown): Envelope | undefined {
  if (!isObject(value)) return undefined
  const { type, data } = value
  return isText(type, 64) && type !== '' && isObject(data) ? { type, data } : undefined
}

/** The header in a message's `data`; `undefined` when `messageHeaderSchema` refuses it. */
export function readHeader(data: Readonly<Record<string, unknown>>): MessageHeader | undefined {
  const { sender_id, receiver_id, sender_name, sender_avatar, cli_mid, mid, seq, sent_at, reply_to } = data
  if (!isText(sender_id, 128) || sender_id === '' || !isText(receiver_id, 128)) return undefined
  return {
    sender_id,
    receiver_id,
    sender_name: isText(sender_name, 200) ? sender_name : undefined,
    sender_avatar: isText(sender_avatar, 2048) ? sender_avatar : undefined,
    cli_mid: isCliMid(cli_mid) ? cli_mid : undefined,
    conversation_id: conversationIdOf(data['conversation_id']),
    mid: isMid(mid) ? mid : undefined,
    seq: isSeq(seq) ? seq : undefined,
    sent_at: isTime(sent_at) ? sent_at : undefined,
    reply_to: isMid(reply_to) ? reply_to : undefined,
    mentions: mentionsOf(data['mentions']),
  }
}

function conversationIdOf(value: unknown): string | undefined {
  return typeof value === 'string' && parseConversationId(value) !== undefined ? value : undefined
}

function mentionsOf(value: unknown): string[] | undefined {
  const isList = Array.isArray(value) && value.length <= 1000 && value.every((userId) => isText(userId, 128))
  return isList ? (value as string[]) : undefined
}

function isText(value: unknown, maxUnits: number): value is string {
  return typeof value === 'string' && value.length <= maxUnits
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
