import type { Role } from '@protocol/schemas/roster'
import type { MemberRecord } from '../server-store'

/** A row of `members` with the user’s name and picture, the same in both engines. */
export type MemberRow = {
  conversation_id: string
  user_id: string
  name: string
  avatar: string
  role: Role
  read_seq: number
  delivered_seq: number
  muted_until: number
}

export const toMember = (row: MemberRow): MemberRecord => ({
  conversationId: row.conversation_id,
  userId: row.user_id,
  name: row.name,
  avatar: row.avatar,
  role: row.role,
  readSeq: row.read_seq,
  deliveredSeq: row.delivered_seq,
  mutedUntil: row.muted_until,
})
