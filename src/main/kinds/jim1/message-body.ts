import { bundleFault } from '@protocol/bundle'
import { MAX_BUNDLE_ITEMS } from '@protocol/constants'
import { encodeJson } from '@protocol/json'
import type { Envelope } from '@protocol/schemas/chat'
import { groupOf, peerOf } from '@shared/conversation-id'
import type { CliMid } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import type { OutgoingMessage, PackedMessage } from '../kind/chat-session'
import type { Dialect } from './dialects'

/** A message's command and body, as `PackedMessage` hides them. */
export type MessageBody = {
  readonly command: 'c2c' | 'c2g'
  readonly body: Uint8Array
  readonly cliMid: CliMid | undefined
}

export const packedBody = (body: MessageBody): PackedMessage => body as unknown as PackedMessage
export const bodyOf = (message: PackedMessage): MessageBody => message as unknown as MessageBody

/** Nothing else is relayed by an original gateway: it would be lost in silence (PROTOCOL 8). */
const RELAYED_TYPES: ReadonlySet<string> = new Set(['text', 'location', 'face', 'sound', 'image', 'file', 'video'])

/** Keys that the published image example, and so third-party peers, write with a trailing space. */
const SPACED_IMAGE_KEYS = ['size', 'width', 'height', 'icon_url', 'big_url'] as const

/** Encodes a message (PROTOCOL 4, 8), or says why a server of this dialect could never take it (`ChatLink.pack`). */
export function packMessage(message: OutgoingMessage, dialect: Dialect, mostBytes: number): Result<MessageBody> {
  const fault = faultOf(message, dialect)
  if (fault !== undefined) return failed(fault)
  const body = encodeJson(envelopeOf(message, dialect))
  if (body.length > mostBytes) return failed('too_large')
  return ok({ command: groupOf(message.conversationId) === undefined ? 'c2c' : 'c2g', body, cliMid: message.cliMid })
}

/** Bytes of a message's body. */
export function bytesOf(message: OutgoingMessage, dialect: Dialect): number {
  return encodeJson(envelopeOf(message, dialect)).length
}

function faultOf({ type, content, conversationId }: OutgoingMessage, dialect: Dialect): string | undefined {
  if (type === 'bundle') {
    const { items } = content
    const fault = Array.isArray(items) && items.length > MAX_BUNDLE_ITEMS ? 'too_many' : bundleFault(items)
    if (fault !== undefined) return fault
  }
  if (dialect === 'sync') return undefined
  // The original gateway fans no group's messages out (PROTOCOL 8).
  if (groupOf(conversationId) !== undefined) return 'no_groups'
  if (RELAYED_TYPES.has(type)) return undefined
  return type === 'bundle' ? 'no_bundles' : 'no_such_type'
}

/** The same at every try. */
function envelopeOf(message: OutgoingMessage, dialect: Dialect): Envelope {
  const { conversationId, senderId, cliMid, replyTo, mentions } = message
  const data = {
    ...message.content,
    ...(dialect === 'base' && message.type === 'image' ? spacedTwice(message.content) : {}),
    sender_id: senderId,
    sender_name: message.senderName,
    sender_avatar: message.senderAvatar,
    receiver_id: groupOf(conversationId) ?? peerOf(conversationId, senderId) ?? '',
    // It follows from the two ids, and costs room in a frame of the original gateway.
    ...(dialect === 'base' ? {} : { conversation_id: conversationId }),
    ...(cliMid === undefined ? {} : { cli_mid: cliMid }),
    ...(replyTo === undefined ? {} : { reply_to: replyTo }),
    ...(mentions.length === 0 ? {} : { mentions }),
  }
  return { type: message.type, data }
}

/** An image for a peer of an original gateway carries both spellings of its keys. */
function spacedTwice(content: OutgoingMessage['content']): Record<string, unknown> {
  const spaced = SPACED_IMAGE_KEYS.filter((key) => Object.hasOwn(content, key))
  return Object.fromEntries(spaced.map((key) => [`${key} `, content[key]]))
}
