import { asConversationId, asLocalId, asSeq, asUserId } from '../../src/shared/ids'
import type { Conversation } from '../../src/shared/conversation'
import type { Message } from '../../src/shared/message'

/** A message from bob in a group, as it arrives; each test says what is special about its own. */
export function sampleMessage(change: Partial<Message> = {}): Message {
  return {
    localId: asLocalId(1),
    conversationId: asConversationId('c2g:sales'),
    position: 11,
    seq: asSeq(11),
    senderId: asUserId('bob'),
    senderName: 'Bob',
    senderAvatar: '',
    isMine: false,
    content: { kind: 'text', text: 'hello' },
    mentions: [],
    mentionsMe: false,
    at: 1_790_000_000_000,
    status: 'received',
    ...change,
  }
}

export function sampleConversation(change: Partial<Conversation> = {}): Conversation {
  return {
    conversationId: asConversationId('c2g:sales'),
    kind: 'c2g',
    title: 'Sales',
    avatar: '',
    notice: '',
    membersCount: 3,
    lastSeq: 11,
    readSeq: 10,
    peerReadSeq: 0,
    peerDeliveredSeq: 0,
    unread: 1,
    hasUnreadMention: false,
    activeAt: 1_790_000_000_000,
    mutedUntil: 0,
    isPinned: false,
    isArchived: false,
    isMarkedUnread: false,
    draft: '',
    hasLeft: false,
    ...change,
  }
}
