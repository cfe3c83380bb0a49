import { readHeader } from '@protocol/message-reading'
import { contentData, type Envelope, type MessageHeader } from '@protocol/schemas/chat'
import { c2cConversationId, type ConversationIdParts, isMid, isSeq, isTime, parseConversationId } from '@protocol/schemas/ids'
import { c2cOf } from '@shared/conversation-id'
import { asCliMid, asConversationId, asMid, asSeq, asUserId, type ConversationId, type Mid, type Seq, type UserId } from '@shared/ids'
import { isSilent } from '@shared/silent-message'
import type { ChatMessage } from '../../kind/facts'

export type ReadContext = {
  readonly me: UserId
  /** Epoch ms of this device's clock. */
  readonly arrivedAt: number
}

/**
 * A message that the server has named: live or of a history page, whose conversation is then known. `undefined` when it
 * has no mid, seq or conversation: it cannot be placed. Everything else is kept, content that nobody understands
 * included, or its seq would be fetched for ever.
 */
export function readNamedMessage(envelope: Envelope, context: ReadContext, conversation?: ConversationId): ChatMessage | undefined {
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
export function readBaseMessage(envelope: Envelope, context: ReadContext): ChatMessage | undefined {
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
): ChatMessage {
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
    recalls: type === 'recall' ? recalledBy(data) : undefined,
  }
}

/** What a recall takes back (PROTOCOL 5); of another shape it takes nothing. */
function recalledBy({ target_mid: mid, target_seq: seq, by }: Envelope['data']): ChatMessage['recalls'] {
  return isMid(mid) && isSeq(seq) && typeof by === 'string' && by.length <= 128 ? { mid: asMid(mid), seq: asSeq(seq) } : undefined
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
