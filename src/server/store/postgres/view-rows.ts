import type { Role } from '@protocol/schemas/roster'
import { type ConversationRow, toConversation } from '../rows/conversation-row'
import { type MessageRow, toMessage } from '../rows/message-row'
import type { MemberRecord, MemberView } from '../server-store'

/** Of the conversation `c`. */
export const COUNT = '(SELECT count(*) FROM members n WHERE n.conversation_id = c.conversation_id) AS members_count'

const SIDES = ['me', 'peer'] as const
const MEMBER_COLUMNS = ['user_id', 'role', 'read_seq', 'delivered_seq', 'muted_until'] as const

type Nullable<T> = { [Key in keyof T]: T[Key] | null }
type MemberColumns = {
  user_id: string
  role: Role
  read_seq: number
  delivered_seq: number
  muted_until: number
  name: string
  avatar: string
}
type Side<S extends string> = { [Key in keyof MemberColumns as `${S}_${Key}`]: MemberColumns[Key] }

/** A conversation with one member, for two users the other one, and its last message. */
export type ViewRow = ConversationRow &
  Side<'me'> &
  Nullable<Side<'peer'>> &
  Nullable<Pick<MessageRow, 'mid' | 'seq' | 'sender_id' | 'cli_mid' | 'type' | 'data' | 'sent_at'>>

/**
 * The views of the user `$1`, in one question: the page first, then what belongs to each of its rows.
 *
 * @param which conditions on the conversation `c`, the order and the end of the page
 */
export function viewsSql(which: string): string {
  const members = SIDES.flatMap((side) => [
    ...MEMBER_COLUMNS.map((column) => `${side}.${column} AS ${side}_${column}`),
    `${side}_user.name AS ${side}_name`,
    `${side}_user.avatar AS ${side}_avatar`,
  ])
  // A conversation with oneself has oneself as peer.
  return `
    SELECT c.*, ${COUNT}, ${members.join(', ')}, x.mid, x.seq, x.sender_id, x.cli_mid, x.type, x.data, x.sent_at
    FROM (
      SELECT c.* FROM members mine
      CROSS JOIN LATERAL (SELECT * FROM conversations x WHERE x.conversation_id = mine.conversation_id LIMIT 1) c
      WHERE mine.user_id = $1 AND ${which}
    ) c
    JOIN members me ON me.conversation_id = c.conversation_id AND me.user_id = $1
    JOIN users me_user ON me_user.user_id = me.user_id
    LEFT JOIN LATERAL (
      SELECT * FROM members p WHERE c.kind = 'c2c' AND p.conversation_id = c.conversation_id ORDER BY (p.user_id = $1) LIMIT 1
    ) peer ON true
    LEFT JOIN users peer_user ON peer_user.user_id = peer.user_id
    LEFT JOIN messages x ON x.conversation_id = c.conversation_id AND x.seq = c.last_seq
    ORDER BY c.updated_at DESC, c.conversation_id DESC`
}

export function toView(row: ViewRow): MemberView {
  const { mid } = row
  return {
    conversation: toConversation(row),
    me: sideOf(row, 'me')!,
    peer: sideOf(row, 'peer'),
    lastMessage: mid === null ? undefined : toMessage({ ...row, mid } as MessageRow),
  }
}

function sideOf(row: ViewRow, side: (typeof SIDES)[number]): MemberRecord | undefined {
  const member = row as unknown as Readonly<Record<string, unknown>>
  const column = <T>(name: string): T => member[`${side}_${name}`] as T
  if (column('user_id') === null) return undefined
  return {
    conversationId: row.conversation_id,
    userId: column('user_id'),
    name: column('name'),
    avatar: column('avatar'),
    role: column('role'),
    readSeq: column('read_seq'),
    deliveredSeq: column('delivered_seq'),
    mutedUntil: column('muted_until'),
  }
}
