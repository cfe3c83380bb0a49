import type { GroupEffect, NewGroup, NewMember } from '../server-store'
import type { Connection } from './connection'

/** Who is in which group, and who was. Everything here is part of the caller's transaction. */
export class PostgresGroups {
  readonly #within: Connection

  constructor(within: Connection) {
    this.#within = within
  }

  async create(conversationId: string, { title, avatar, notice, members }: NewGroup, at: number): Promise<void> {
    await this.#within.query(
      `INSERT INTO conversations (conversation_id, kind, title, avatar, notice, last_seq, updated_at)
       VALUES ($1, 'c2g', $2, $3, $4, 0, $5)`,
      [conversationId, title, avatar, notice, at],
    )
    await this.#join(conversationId, members)
  }

  /** What a message does to its group, whose row is locked, before the message has its seq. */
  async apply(conversationId: string, effect: GroupEffect, at: number): Promise<void> {
    const { opening, facts, joining = [], leaving = [], roles = [] } = effect
    if (opening !== undefined) await this.create(conversationId, opening, at)
    if (facts !== undefined) {
      await this.#within.query(
        `UPDATE conversations SET title = coalesce($1, title), avatar = coalesce($2, avatar), notice = coalesce($3, notice)
         WHERE conversation_id = $4`,
        [facts.title ?? null, facts.avatar ?? null, facts.notice ?? null, conversationId],
      )
    }
    await this.#join(conversationId, joining)
    await this.#leave(conversationId, leaving, at)
    if (roles.length === 0) return
    await this.#within.query(
      `UPDATE members SET role = d.role FROM unnest($2::text[], $3::text[]) AS d(user_id, role)
       WHERE members.conversation_id = $1 AND members.user_id = d.user_id`,
      [conversationId, ...columnsOf(roles)],
    )
  }

  async #join(conversationId: string, members: readonly NewMember[]): Promise<void> {
    if (members.length === 0) return
    const [userIds, roles] = columnsOf(members)
    await this.#within.query(
      `INSERT INTO members (conversation_id, user_id, role, read_seq, delivered_seq, muted_until)
       SELECT c.conversation_id, d.user_id, d.role, c.last_seq, c.last_seq, 0
       FROM conversations c, unnest($2::text[], $3::text[]) AS d(user_id, role) WHERE c.conversation_id = $1
       ON CONFLICT DO NOTHING`,
      [conversationId, userIds, roles],
    )
    await this.#within.query('DELETE FROM former_members WHERE user_id = ANY($1) AND conversation_id = $2', [userIds, conversationId])
  }

  async #leave(conversationId: string, userIds: readonly string[], at: number): Promise<void> {
    if (userIds.length === 0) return
    await this.#within.query(
      `WITH gone AS (DELETE FROM members WHERE conversation_id = $1 AND user_id = ANY($2) RETURNING user_id)
       INSERT INTO former_members (user_id, conversation_id, left_seq, left_at)
       SELECT gone.user_id, c.conversation_id, c.last_seq + 1, greatest(c.updated_at, $3)
       FROM gone, conversations c WHERE c.conversation_id = $1
       ON CONFLICT (user_id, conversation_id) DO UPDATE SET left_seq = excluded.left_seq, left_at = excluded.left_at`,
      [conversationId, userIds, at],
    )
  }
}

/** Each user once, with the role that is named last: a statement changes a row once. */
function columnsOf(members: readonly NewMember[]): [userIds: string[], roles: string[]] {
  const roles = new Map(members.map(({ userId, role }) => [userId, role]))
  return [[...roles.keys()], [...roles.values()]]
}
