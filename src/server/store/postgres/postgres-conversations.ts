import type {
  ConversationHead,
  ConversationRecord,
  ConversationStore,
  FormerGroup,
  MarkKind,
  Marks,
  MemberRecord,
  MemberView,
  NewGroup,
  RaisedMarks,
} from '../server-store'
import { type ConversationRow, toConversation } from '../rows/conversation-row'
import { type MemberRow, toMember } from '../rows/member-row'
import type { Connection } from './connection'
import { PostgresGroups } from './postgres-groups'
import { raiseMarks } from './raise-marks'
import { COUNT, toView, type ViewRow, viewsSql } from './view-rows'

const MEMBER = `
  SELECT m.conversation_id, m.user_id, u.name, u.avatar, m.role, m.read_seq, m.delivered_seq, m.muted_until
  FROM members m JOIN users u USING (user_id)`

/** The conversations of a user, newest change first. For the test of its plan. */
export const VIEWS = viewsSql(
  `c.updated_at > $2 AND (c.updated_at, c.conversation_id) < ($3, $4)
   ORDER BY c.updated_at DESC, c.conversation_id DESC LIMIT $5`,
)
/** For the test of its plan. */
export const HEADS = `
  SELECT c.conversation_id, c.last_seq FROM members m
  CROSS JOIN LATERAL (SELECT * FROM conversations x WHERE x.conversation_id = m.conversation_id LIMIT 1) c WHERE m.user_id = $1`
const VIEW = viewsSql('c.conversation_id = $2')

export class PostgresConversations implements ConversationStore {
  readonly #database: Connection

  constructor(database: Connection) {
    this.#database = database
  }

  async get(conversationId: string): Promise<ConversationRecord | undefined> {
    const { rows } = await this.#database.query<ConversationRow>(`SELECT c.*, ${COUNT} FROM conversations c WHERE c.conversation_id = $1`, [
      conversationId,
    ])
    return rows[0] && toConversation(rows[0])
  }

  async createGroup(conversationId: string, group: NewGroup, at: number): Promise<void> {
    await this.#database.transaction((within) => new PostgresGroups(within).create(conversationId, group, at))
  }

  async members(conversationId: string): Promise<readonly MemberRecord[]> {
    const { rows } = await this.#database.query<MemberRow>(`${MEMBER} WHERE m.conversation_id = $1 ORDER BY m.user_id`, [conversationId])
    return rows.map(toMember)
  }

  async member(conversationId: string, userId: string): Promise<MemberRecord | undefined> {
    const { rows } = await this.#database.query<MemberRow>(`${MEMBER} WHERE m.conversation_id = $1 AND m.user_id = $2`, [
      conversationId,
      userId,
    ])
    return rows[0] && toMember(rows[0])
  }

  async memberIds(conversationId: string): Promise<readonly string[]> {
    const { rows } = await this.#database.query<{ user_id: string }>(
      'SELECT user_id FROM members WHERE conversation_id = $1 ORDER BY user_id',
      [conversationId],
    )
    return rows.map(({ user_id }) => user_id)
  }

  async view(conversationId: string, userId: string): Promise<MemberView | undefined> {
    const { rows } = await this.#database.query<ViewRow>(VIEW, [userId, conversationId])
    return rows[0] && toView(rows[0])
  }

  async views(
    userId: string,
    page: {
      readonly since: number
      readonly before?: { readonly updatedAt: number; readonly conversationId: string }
      readonly limit: number
    },
  ): Promise<readonly MemberView[]> {
    const before = page.before ?? { updatedAt: Number.MAX_SAFE_INTEGER, conversationId: '' }
    const updatedAt = Math.min(before.updatedAt, Number.MAX_SAFE_INTEGER)
    const { rows } = await this.#database.query<ViewRow>(VIEWS, [userId, page.since, updatedAt, before.conversationId, page.limit])
    return rows.map(toView)
  }

  async formerGroups(userId: string, since: number): Promise<readonly FormerGroup[]> {
    const { rows } = await this.#database.query<{ conversation_id: string; left_seq: number }>(
      'SELECT conversation_id, left_seq FROM former_members WHERE user_id = $1 AND left_at > $2 ORDER BY conversation_id',
      [userId, since],
    )
    return rows.map(({ conversation_id, left_seq }) => ({ conversationId: conversation_id, leftSeq: left_seq }))
  }

  async raiseMark(conversationId: string, userId: string, kind: MarkKind, seq: number, at: number): Promise<number | undefined> {
    const column = kind === 'read' ? 'read_seq' : 'delivered_seq'
    // What was read was delivered, even if that signal was lost.
    const delivered = kind === 'read' ? ', delivered_seq = greatest(m.delivered_seq, least($3, c.last_seq))' : ''
    // The conversation's row first, as everybody does. Nobody can have read what is not there yet.
    const { rows } = await this.#database.query<{ mark: number }>(
      `WITH c AS (
         SELECT c.conversation_id, c.last_seq FROM conversations c JOIN members m USING (conversation_id)
         WHERE c.conversation_id = $1 AND m.user_id = $2 AND m.${column} < $3 FOR UPDATE OF c),
       raised AS (
         UPDATE members m SET ${column} = least($3, c.last_seq)${delivered} FROM c
         WHERE m.conversation_id = $1 AND m.user_id = $2 AND m.${column} < least($3, c.last_seq)
         RETURNING m.${column} AS mark),
       touched AS (
         UPDATE conversations SET updated_at = greatest(updated_at, $4) WHERE conversation_id = $1 AND EXISTS (SELECT 1 FROM raised))
       SELECT mark FROM raised`,
      [conversationId, userId, seq, at],
    )
    return rows[0]?.mark
  }

  raiseMarks(marks: readonly Marks[], at: number): Promise<readonly RaisedMarks[]> {
    return raiseMarks(this.#database, marks, at)
  }

  async touchC2cOf(userId: string, at: number): Promise<readonly string[]> {
    const { rows } = await this.#database.query<{ conversation_id: string }>(
      `WITH mine AS (
         SELECT c.conversation_id FROM members m JOIN conversations c USING (conversation_id)
         WHERE m.user_id = $2 AND c.kind = 'c2c' ORDER BY c.conversation_id FOR UPDATE OF c)
       UPDATE conversations c SET updated_at = greatest(c.updated_at, $1) FROM mine WHERE c.conversation_id = mine.conversation_id
       RETURNING c.conversation_id`,
      [at, userId],
    )
    return rows.map(({ conversation_id }) => conversation_id)
  }

  async heads(userId: string): Promise<readonly ConversationHead[]> {
    const { rows } = await this.#database.query<{ conversation_id: string; last_seq: number }>(HEADS, [userId])
    return rows.map(({ conversation_id, last_seq }) => ({ conversationId: conversation_id, lastSeq: last_seq }))
  }

  async setMutedUntil(conversationId: string, userId: string, until: number, at: number): Promise<void> {
    await this.#database.transaction(async (within) => {
      await touch(within, conversationId, at)
      await within.query('UPDATE members SET muted_until = $1 WHERE conversation_id = $2 AND user_id = $3', [until, conversationId, userId])
    })
  }
}

async function touch(within: Connection, conversationId: string, at: number): Promise<void> {
  await within.query('UPDATE conversations SET updated_at = greatest(updated_at, $1) WHERE conversation_id = $2', [at, conversationId])
}
