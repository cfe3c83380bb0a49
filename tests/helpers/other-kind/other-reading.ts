import { groupOf, peerOf } from '@shared/conversation-id'
import { asMid, asOrderKey, type ConversationId, type Mid, type UserId } from '@shared/ids'
import type { ChatConversation, ChatMessage } from '../../../src/main/kinds/kind/facts'
import type { OtherMessage } from './other-server'

export const midOf = (mid: number): Mid => asMid(String(mid))

/** This system orders by time; two messages of a conversation never have the same. */
export const keyOf = asOrderKey

export function readMessage(
  conversationId: ConversationId,
  { mid, cliMid, from, text, at }: OtherMessage,
  me: UserId,
  arrivedAt: number,
): ChatMessage {
  const isMine = from === me
  return {
    conversationId,
    mid: midOf(mid),
    orderKey: keyOf(at),
    cliMid,
    senderId: from,
    senderName: from.toUpperCase(),
    senderAvatar: '',
    isMine,
    type: 'text',
    content: { content: text },
    mentions: [],
    mentionsMe: false,
    sentAt: at,
    localAt: arrivedAt,
    status: isMine ? 'sent' : 'received',
  }
}

export function readConversation(conversationId: ConversationId, me: UserId, last: ChatMessage | undefined): ChatConversation {
  const peer = peerOf(conversationId, me)
  return {
    conversationId,
    kind: groupOf(conversationId) === undefined ? 'c2c' : 'c2g',
    title: peer?.toUpperCase() ?? conversationId,
    avatar: '',
    notice: '',
    membersCount: 2,
    lastSeq: 0,
    readSeq: 0,
    updatedAt: last?.sentAt ?? 0,
    mutedUntil: 0,
    ...(last === undefined ? {} : { lastMessage: last }),
  }
}
