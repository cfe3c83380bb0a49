import type { ConversationObject, LeftGroup, Member, User } from '@protocol/schemas/roster'
import type { Presence } from '@protocol/schemas/sync'
import { asConversationId, asUserId } from '@shared/ids'
import type { Person } from '@shared/roster'
import type { ChatConversation, ChatMember, LeftFact, PresenceOf } from '../../kind/facts'
import { readNamedMessage, type ReadContext } from './read-message'

/** The conversation object of PROTOCOL 6. */
export function readConversation(object: ConversationObject, context: ReadContext): ChatConversation {
  const conversationId = asConversationId(object.conversation_id)
  const last = object.last_message ?? undefined
  return {
    conversationId,
    kind: object.kind,
    title: object.title,
    avatar: object.avatar,
    notice: object.notice,
    membersCount: object.members_count,
    lastSeq: object.last_seq,
    readSeq: object.read_seq,
    peerReadSeq: object.peer_read_seq,
    peerDeliveredSeq: object.peer_delivered_seq,
    updatedAt: object.updated_at,
    mutedUntil: object.muted_until,
    lastMessage: last && readNamedMessage(last, context, conversationId),
  }
}

export function readLeft({ conversation_id, last_seq }: LeftGroup): Omit<LeftFact, 'fact'> {
  return { conversationId: asConversationId(conversation_id), seq: last_seq }
}

export function readMember({ user_id, name, avatar, role, read_seq, delivered_seq }: Member): ChatMember {
  return { userId: asUserId(user_id), name, avatar, role, readSeq: read_seq, deliveredSeq: delivered_seq }
}

export function readPerson({ user_id, name, avatar, status }: User): Person {
  return { userId: asUserId(user_id), name, avatar, status }
}

export function readPresence({ user_id, state, status, last_seen }: Presence & { readonly user_id: string }): PresenceOf {
  return { userId: asUserId(user_id), state, status, lastSeen: last_seen }
}
