import { bundleFault } from '@protocol/bundle'
import { readHeader } from '@protocol/message-reading'
import { type Envelope, isContent, isContentType, messageHeaderSchema } from '@protocol/schemas/chat'
import { c2cConversationId, c2gConversationId, isCliMid, isId } from '@protocol/schemas/ids'
import { RefusedError } from './session'

/** Types that only the server writes. */
export const RESERVED_TYPES: ReadonlySet<string> = new Set(['recall', 'recalled', 'ack', 'nack'])

/**
 * Bytes that naming may add to a message: ids, times, and the profile's name and avatar. A body is refused when it
 * would be over its receivers' limit once it is named, for a frame that is too large costs them their connection.
 */
export const NAMING_BYTES = 4096

/** Bytes of the keys that `messageEnvelope` adds to `data`, and of the envelope around it, at most. */
const ENVELOPE_BYTES = 1024

/** How much longer a body is at most when it is written on: `1e20` takes four bytes as it came, then twenty-one. */
const MAX_GROWTH = 6

/**
 * The sender's bytes are not the receivers'.
 *
 * @param bodyBytes as it came: what is far from the limit is not looked at
 * @throws RefusedError `too_large`, see `NAMING_BYTES`
 */
export function checkNamed(data: Readonly<Record<string, unknown>>, bodyBytes: number, maxBodyBytes: number): void {
  if (bodyBytes * MAX_GROWTH < maxBodyBytes - NAMING_BYTES) return
  if (Buffer.byteLength(JSON.stringify(data)) > maxBodyBytes - ENVELOPE_BYTES)
    throw new RefusedError('too_large', 'the message is too large', 413)
}

/** Objects and lists in each other, of any message: a bundle of four levels takes 13. */
const MAX_JSON_DEPTH = 32

function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (depth === 0) return true
  // By its keys a long list would take ten times as long.
  if (Array.isArray(value)) return value.some((inner) => isDeeperThan(inner, depth - 1))
  for (const key in value) if (isDeeperThan((value as Readonly<Record<string, unknown>>)[key], depth - 1)) return true
  return false
}

/** Where a message goes. */
export type Target = { readonly conversationId: string; readonly receiverId: string; readonly command: 'c2c' | 'c2g' }

/**
 * What can be said about a message without asking the store (PROTOCOL 4).
 *
 * @throws RefusedError with the code of the nack
 */
export function checkMessage(
  userId: string,
  command: 'c2c' | 'c2g',
  { type, data }: Envelope,
  bodyBytes: number,
  maxBodyBytes: number,
): Target {
  if (bodyBytes > maxBodyBytes - NAMING_BYTES)
    throw new RefusedError('too_large', `a message is at most ${maxBodyBytes - NAMING_BYTES} bytes`, 413)
  const header = readHeader(data)
  if (header === undefined) throw bad('sender_id and receiver_id must be strings')
  const { sender_id: senderId, receiver_id: receiverId, conversation_id: claimedId } = header
  if (senderId !== userId) throw bad('sender_id is not who you are')
  // Without its key a retry would be a second message.
  if (data['cli_mid'] !== undefined && !isCliMid(data['cli_mid'])) throw bad('cli_mid is not a key')
  if (RESERVED_TYPES.has(type)) throw bad(`${type} is written by the server`)
  if (type === 'custom' && data['kind'] === 'group.event') throw bad('group.event is written by the server')
  if (isContentType(type) && !isContent(type, data)) throw bad(`the content is not that of ${type}`)
  if (isDeeperThan(data, MAX_JSON_DEPTH)) throw bad('it is nested too deep')
  if (type === 'bundle' && bundleFault(data['items']) !== undefined) throw bad('the bundle holds too much')
  if (type === 'text' && isBlank(data['content'])) throw bad('a text must show something')
  if (!isId(receiverId)) throw bad('receiver_id is not an id')
  const conversationId = command === 'c2c' ? c2cConversationId(userId, receiverId) : c2gConversationId(receiverId)
  if (claimedId !== undefined && claimedId !== conversationId) throw bad('conversation_id and receiver_id disagree')
  return { conversationId, receiverId, command }
}

/** Blanks, controls and characters that may be ignored: nobody would see such a text. */
const BLANK = /^[\s\p{Cc}\p{Cf}\p{Zs}\p{Default_Ignorable_Code_Point}\u2800]*$/u

function isBlank(text: unknown): boolean {
  return typeof text === 'string' && BLANK.test(text)
}

function bad(reason: string): RefusedError {
  return new RefusedError('bad_message', reason, 400)
}

/** Keys that the server sets; what a sender wrote there is not believed. And one that would set the prototype. */
const NAMED_KEYS: ReadonlySet<string> = new Set([
  '__proto__',
  'mid',
  'seq',
  'sent_at',
  'conversation_id',
  'cli_mid',
  'sender_id',
  'sender_name',
  'sender_avatar',
  'receiver_id',
])

/** A message's `data` without what the server sets, and without mentions that are none. */
export function ownData(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const own: Record<string, unknown> = {}
  for (const key of Object.keys(data)) if (!NAMED_KEYS.has(key)) own[key] = data[key]
  if (own['mentions'] !== undefined && messageHeaderSchema.shape.mentions.parse(own['mentions']) === undefined) delete own['mentions']
  return own
}
