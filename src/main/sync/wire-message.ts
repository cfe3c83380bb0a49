import { contentData, type Envelope, messageHeaderSchema } from '@protocol/schemas/chat'
import {
  c2cConversationId,
  c2gConversationId,
  conversationIdSchema,
  midSchema,
  parseConversationId,
  seqSchema,
  timeSchema,
} from '@protocol/schemas/ids'
import {
  asCliMid,
  asConversationId,
  asMid,
  asSeq,
  asUserId,
  type CliMid,
  type ConversationId,
  type Mid,
  type UserId,
} from '@shared/ids'
import type { SendableContent } from '@shared/ipc'
import { assertNever } from '@shared/result'
import type { NewMessage, StoredMessage } from '../store/message-row'
import { baseLocalName, withSwappedLocation } from './base-message'

/** Who is signed in, as the messages of this device say it. */
export type Me = { readonly userId: UserId; readonly name: string; readonly avatar: string }

export type ReadContext = {
  readonly me: UserId
  /** Epoch ms of this device's clock. */
  readonly arrivedAt: number
}

/**
 * A message that the server has named, as a row: live or of a history page, whose conversation is then known.
 * `undefined` when it has no mid, seq or conversation: it cannot be placed. Everything else is kept, content that
 * nobody understands included, or its seq would be fetched for ever (DESIGN, State).
 */
export function readNamedMessage(envelope: Envelope, context: ReadContext, conversation?: ConversationId): NewMessage | undefined {
  const { type, data } = envelope
  const mid = midSchema.safeParse(data['mid'])
  const seq = seqSchema.safeParse(data['seq'])
  const conversationId = conversation ?? conversationOf(data, context.me)
  if (!mid.success || !seq.success || conversationId === undefined) return undefined
  const header = messageHeaderSchema.safeParse(data)
  const named = { conversationId, mid: asMid(mid.data), seq: asSeq(seq.data), type, content: contentData(data) }
  // What is left of a recalled message may be its mid and seq alone.
  if (!header.success) return { ...named, ...senderOf('', data, context), sentAt: timeOf(data), ...NOTHING_QUOTED }
  const { cli_mid: cliMid, reply_to: replyTo, mentions = [], sender_id: senderId } = header.data
  return {
    ...named,
    ...senderOf(senderId, data, context),
    cliMid: cliMid === undefined ? undefined : asCliMid(cliMid),
    replyTo: replyTo === undefined ? undefined : asMid(replyTo),
    mentions,
    mentionsMe: senderId !== context.me && mentionsUser(mentions, context.me),
    sentAt: header.data.sent_at,
  }
}

/**
 * A message that the original gateway relayed: without id, seq or time (PROTOCOL 8). `undefined` when it does not say
 * from whom it is.
 */
export function readBaseMessage(envelope: Envelope, requestId: number, context: ReadContext): NewMessage | undefined {
  const header = messageHeaderSchema.safeParse(envelope.data)
  if (!header.success) return undefined
  const { sender_id: senderId, receiver_id: receiverId, cli_mid: cliMid, mentions = [] } = header.data
  const peer = senderId === context.me ? receiverId : senderId
  const conversationId = conversationIdSchema.safeParse(c2cConversationId(context.me, peer))
  if (!conversationId.success) return undefined
  return {
    conversationId: asConversationId(conversationId.data),
    ...senderOf(senderId, envelope.data, context),
    cliMid: cliMid === undefined ? baseLocalName(senderId, requestId, envelope, context.arrivedAt) : asCliMid(cliMid),
    type: envelope.type,
    content: withSwappedLocation(envelope.type, contentData(envelope.data)),
    mentions,
    mentionsMe: senderId !== context.me && mentionsUser(mentions, context.me),
  }
}

const NOTHING_QUOTED = { mentions: [], mentionsMe: false } as const

function senderOf(
  senderId: string,
  data: Envelope['data'],
  context: ReadContext,
): Pick<NewMessage, 'senderId' | 'senderName' | 'senderAvatar' | 'isMine' | 'localAt' | 'status'> {
  const isMine = senderId === context.me
  return {
    senderId: asUserId(senderId),
    senderName: textOf(data['sender_name']),
    senderAvatar: textOf(data['sender_avatar']),
    isMine,
    localAt: context.arrivedAt,
    status: isMine ? 'sent' : 'received',
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function timeOf(data: Envelope['data']): number | undefined {
  const time = timeSchema.safeParse(data['sent_at'])
  return time.success ? time.data : undefined
}

function mentionsUser(mentions: readonly string[], userId: UserId): boolean {
  return mentions.includes(userId) || mentions.includes('*')
}

/** The conversation as the server says it; where it did not, that of sender and receiver. */
function conversationOf(data: Envelope['data'], me: UserId): ConversationId | undefined {
  const said = conversationIdSchema.safeParse(data['conversation_id'])
  const { sender_id: senderId, receiver_id: receiverId } = data
  if (!said.success) {
    if (typeof senderId !== 'string' || typeof receiverId !== 'string') return undefined
    const made = conversationIdSchema.safeParse(c2cConversationId(senderId, receiverId))
    return made.success && isOfUser(made.data, me) ? asConversationId(made.data) : undefined
  }
  return isOfUser(said.data, me) ? asConversationId(said.data) : undefined
}

/** False for a conversation of two other people, which no server should send. */
function isOfUser(conversationId: string, userId: UserId): boolean {
  const parsed = parseConversationId(conversationId)
  return parsed?.kind === 'c2g' || parsed?.users.includes(userId) === true
}

/** The other person of a C2C conversation (oneself, in a conversation with oneself); `undefined` for a group. */
export function peerOf(conversationId: ConversationId, me: UserId): UserId | undefined {
  const parsed = parseConversationId(conversationId)
  if (parsed?.kind !== 'c2c') return undefined
  const [first, second] = parsed.users
  return asUserId(first === me ? second : first)
}

/** The group's id of a group's conversation. */
export function groupOf(conversationId: ConversationId): string | undefined {
  const parsed = parseConversationId(conversationId)
  return parsed?.kind === 'c2g' ? parsed.groupId : undefined
}

export function c2cOf(me: UserId, peer: UserId): ConversationId {
  return asConversationId(c2cConversationId(me, peer))
}

export function c2gOf(groupId: string): ConversationId {
  return asConversationId(c2gConversationId(groupId))
}

/** A draft's type and content on the wire. */
export function wireContent(content: DraftContent): { readonly type: string; readonly content: Record<string, unknown> } {
  switch (content.kind) {
    case 'text':
      return { type: 'text', content: { content: content.text } }
    case 'face':
      return { type: 'face', content: { symbol: content.symbol } }
    case 'wire':
      return { type: content.type, content: { ...content.content } }
    default:
      return assertNever(content)
  }
}

/** What a draft says: the composer's words, or a message that is forwarded as it stands. */
export type DraftContent =
  | SendableContent
  | { readonly kind: 'wire'; readonly type: string; readonly content: Readonly<Record<string, unknown>> }

export type Draft = {
  readonly conversationId: ConversationId
  readonly content: DraftContent
  readonly replyTo?: Mid
  readonly mentions?: readonly string[]
}

/** A message as it is queued. */
export function newOwnMessage(draft: Draft, me: Me, cliMid: CliMid, now: number): NewMessage {
  return {
    conversationId: draft.conversationId,
    cliMid,
    senderId: me.userId,
    senderName: me.name,
    senderAvatar: me.avatar,
    isMine: true,
    ...wireContent(draft.content),
    replyTo: draft.replyTo,
    mentions: draft.mentions ?? [],
    mentionsMe: false,
    localAt: now,
    status: 'queued',
  }
}

/** A queued message as it is sent (PROTOCOL 4): the same at every try. */
export function toEnvelope(message: Omit<StoredMessage, 'localId' | 'position'>): Envelope {
  const receiver = groupOf(message.conversationId) ?? peerOf(message.conversationId, message.senderId) ?? ''
  return {
    type: message.type,
    data: {
      ...message.content,
      sender_id: message.senderId,
      sender_name: message.senderName,
      sender_avatar: message.senderAvatar,
      receiver_id: receiver,
      conversation_id: message.conversationId,
      ...(message.cliMid === undefined ? {} : { cli_mid: message.cliMid }),
      ...(message.replyTo === undefined ? {} : { reply_to: message.replyTo }),
      ...(message.mentions.length === 0 ? {} : { mentions: message.mentions }),
    },
  }
}
