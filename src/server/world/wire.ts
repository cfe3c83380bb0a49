import type { ConversationObject, LeftGroup, Member } from '@protocol/schemas/roster'
import type { Envelope } from '@protocol/schemas/chat'
import type { BusEvent } from '../bus/bus'
import type { ToldMark } from '../bus/node-bus'
import type { FormerGroup, MemberRecord, MemberView, StoredMessage } from '../store/server-store'

/** A message as sync/1 carries it, in pushes, history and last lines alike: `data` with all its names (PROTOCOL 4). */
export function messageEnvelope(message: StoredMessage): Envelope {
  const { mid, seq, conversationId, cliMid, sentAt } = message
  const named = { sender_id: message.senderId, cli_mid: cliMid, conversation_id: conversationId, mid, seq, sent_at: sentAt }
  // Not by a spread with names behind it: before Node 22 each of these takes most of a microsecond, and this is done to every message.
  return { type: message.type, data: Object.assign({}, message.data, named) }
}

/** The conversation object of PROTOCOL 6, for one member. */
export function conversationObject({ conversation, me, peer, lastMessage }: MemberView): ConversationObject {
  return {
    conversation_id: conversation.conversationId,
    kind: conversation.kind,
    title: conversation.kind === 'c2g' ? conversation.title : (peer?.name ?? ''),
    avatar: conversation.kind === 'c2g' ? conversation.avatar : (peer?.avatar ?? ''),
    notice: conversation.notice,
    members_count: conversation.membersCount,
    last_seq: conversation.lastSeq,
    read_seq: me.readSeq,
    ...(peer === undefined ? {} : { peer_read_seq: peer.readSeq, peer_delivered_seq: peer.deliveredSeq }),
    updated_at: conversation.updatedAt,
    muted_until: me.mutedUntil,
    last_message: lastMessage === undefined ? null : messageEnvelope(lastMessage),
  }
}

export function leftGroup({ conversationId, leftSeq }: FormerGroup): LeftGroup {
  return { conversation_id: conversationId, last_seq: leftSeq }
}

export function memberObject(member: MemberRecord): Member {
  return {
    user_id: member.userId,
    name: member.name,
    avatar: member.avatar,
    role: member.role,
    read_seq: member.readSeq,
    delivered_seq: member.deliveredSeq,
  }
}

/** The push of a mark (PROTOCOL 5.1). */
export function markEvent({ conversationId, userId, kind, seq, except }: ToldMark, to: readonly string[]): BusEvent {
  return {
    to,
    ...(except === undefined ? {} : { except }),
    event: { kind: 'push', type: kind, data: { conversation_id: conversationId, up_to_seq: seq, user_id: userId } },
  }
}
