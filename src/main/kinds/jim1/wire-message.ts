import { readHeader } from '@protocol/message-reading'
import { contentData, type Envelope, type MessageHeader } from '@protocol/schemas/chat'
import {
  c2cConversationId,
  c2gConversationId,
  type ConversationIdParts,
  isMid,
  isSeq,
  isTime,
  parseConversationId,
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
  type Seq,
  type UserId,
} from '@shared/ids'
import { idKey, idOfKey } from '@shared/foreign-id'
import type { SendableContent } from '@shared/ipc'
import { assertNever } from '@shared/result'
import type { NewMessage, StoredMessage } from '../../store/message-row'
import { isSilent } from '../../store/silent-messages'

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
 * nobody understands included, or its seq would be fetched for ever (architecture.md, State).
 */
export function readNamedMessage(envelope: Envelope, context: ReadContext, conversation?: ConversationId): NewMessage | undefined {
  const { data } = envelope
  const { mid, seq } = data
  const conversationId = conversation ?? conversationOf(data, context.me)
  if (!isMid(mid) || !isSeq(seq) || conversationId === undefined) return undefined
  // What is left of a recalled message may be its mid and seq alone.
  const header: Partial<MessageHeader> = readHeader(data) ?? {}
  const names = { mid: asMid(mid), seq: asSeq(seq), cliMid: header.cli_mid, replyTo: header.reply_to }
  return receivedMessage(envelope, header, conversationId, names, context)
}

/**
 * A message that the original gateway relayed: without id, seq or time (PROTOCOL 8). Only its `cli_mid` tells it from
 * another; without one it is nobody's duplicate. `undefined` when it does not say from whom it is.
 */
export function readBaseMessage(envelope: Envelope, context: ReadContext): NewMessage | undefined {
  const header = readHeader(envelope.data)
  if (header === undefined) return undefined
  const { sender_id: senderId, receiver_id: receiverId, cli_mid: cliMid } = header
  const peer = senderId === context.me ? receiverId : senderId
  if (peer === '') return undefined
  const message = receivedMessage(envelope, header, c2cOf(context.me, asUserId(peer)), { cliMid }, context)
  // The published examples have a space in their addresses.
  return { ...message, senderAvatar: message.senderAvatar.replace(/\s+/g, ''), sentAt: undefined }
}

/** What names a message, beside its place. */
type Names = { readonly mid?: Mid; readonly seq?: Seq; readonly cliMid?: string; readonly replyTo?: string }

const NOBODY: readonly string[] = []

/** One object, built in one piece: this is done for every message that arrives. */
function receivedMessage(
  { type, data }: Envelope,
  { sender_id: senderId = '', mentions }: Partial<MessageHeader>,
  conversationId: ConversationId,
  { mid, seq, cliMid, replyTo }: Names,
  { me, arrivedAt }: ReadContext,
): NewMessage {
  const isMine = senderId === me
  const mentioned: readonly string[] = mentions ?? NOBODY
  return {
    conversationId,
    seq,
    mid,
    cliMid: cliMid === undefined ? undefined : asCliMid(cliMid),
    senderId: asUserId(senderId),
    senderName: textOf(data['sender_name']),
    senderAvatar: textOf(data['sender_avatar']),
    isMine,
    type,
    content: contentData(data),
    replyTo: replyTo === undefined ? undefined : asMid(replyTo),
    mentions: mentioned,
    mentionsMe: !isMine && !isSilent(type, data) && (mentioned.includes(me) || mentioned.includes('*')),
    sentAt: isTime(data['sent_at']) ? data['sent_at'] : undefined,
    localAt: arrivedAt,
    status: isMine ? 'sent' : 'received',
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** The conversation as the server says it; where it did not, that of sender and receiver. */
function conversationOf(data: Envelope['data'], me: UserId): ConversationId | undefined {
  const { conversation_id: said, sender_id: senderId, receiver_id: receiverId } = data
  const saidParts = typeof said === 'string' ? parseConversationId(said) : undefined
  if (saidParts !== undefined) return isOfUser(saidParts, me) ? asConversationId(said as string) : undefined
  if (typeof senderId !== 'string' || typeof receiverId !== 'string') return undefined
  const made = c2cConversationId(senderId, receiverId)
  const madeParts = parseConversationId(made)
  return madeParts !== undefined && isOfUser(madeParts, me) ? asConversationId(made) : undefined
}

/** False for a conversation of two other people, which no server should send. */
function isOfUser(parts: ConversationIdParts, userId: UserId): boolean {
  return parts.kind === 'c2g' || parts.users.includes(userId)
}

/** The other person of a C2C conversation (oneself, in a conversation with oneself); `undefined` for a group. */
export function peerOf(conversationId: ConversationId, me: UserId): UserId | undefined {
  const [, first, second] = C2C.exec(conversationId) ?? []
  if (first === undefined || second === undefined) return undefined
  return asUserId(idOfKey(first === idKey(me) ? second : first))
}

/** Keys of `shared/foreign-id`, which may be of any length. */
const C2C = /^c2c:([A-Za-z0-9._@%-]+):([A-Za-z0-9._@%-]+)$/

/** The group's id of a group's conversation. */
export function groupOf(conversationId: ConversationId): string | undefined {
  const parsed = parseConversationId(conversationId)
  return parsed?.kind === 'c2g' ? parsed.groupId : undefined
}

export function c2cOf(me: UserId, peer: UserId): ConversationId {
  return asConversationId(c2cConversationId(idKey(me), idKey(peer)))
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
  SendableContent | { readonly kind: 'wire'; readonly type: string; readonly content: Readonly<Record<string, unknown>> }

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
