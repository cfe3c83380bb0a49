import type { ConversationRecord } from '../server-store'

/** A row of `conversations` with the count of its members, the same in both engines. */
export type ConversationRow = {
  conversation_id: string
  kind: 'c2c' | 'c2g'
  title: string
  avatar: string
  notice: string
  last_seq: number
  updated_at: number
  members_count: number
}

export const toConversation = (row: ConversationRow): ConversationRecord => ({
  conversationId: row.conversation_id,
  kind: row.kind,
  title: row.title,
  avatar: row.avatar,
  notice: row.notice,
  lastSeq: row.last_seq,
  membersCount: row.members_count,
  updatedAt: row.updated_at,
})
