import type { GroupEffect, NewGroup, NewMember } from './server-store'
import type { Database } from './sqlite-database'

/** Who is in which group, and who was. Everything here is part of the caller's transaction. */
export class SqliteGroups {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  create(conversationId: string, { title, avatar, notice, members }: NewGroup, at: number): void {
    this.#database
      .prepare(
        `INSERT INTO conversations (conversation_id, kind, title, avatar, notice, last_seq, updated_at)
         VALUES (?, 'c2g', ?, ?, ?, 0, ?)`,
      )
      .run(conversationId, title, avatar, notice, at)
    this.#join(conversationId, members)
  }

  isMember(conversationId: string, userId: string): boolean {
    return (
      this.#database.prepare('SELECT 1 FROM members WHERE conversation_id = ? AND user_id = ?').get(conversationId, userId) !== undefined
    )
  }

  /** What a message does to its group, before the message has its seq. */
  apply(conversationId: string, effect: GroupEffect, at: number): void {
    const { opening, facts, joining = [], leaving = [], roles = [] } = effect
    if (opening !== undefined) this.create(conversationId, opening, at)
    if (facts !== undefined) {
      this.#database
        .prepare(
          `UPDATE conversations SET title = coalesce(?, title), avatar = coalesce(?, avatar), notice = coalesce(?, notice)
           WHERE conversation_id = ?`,
        )
        .run(facts.title ?? null, facts.avatar ?? null, facts.notice ?? null, conversationId)
    }
    this.#join(conversationId, joining)
    this.#leave(conversationId, leaving, at)
    const setRole = this.#database.prepare('UPDATE members SET role = ? WHERE conversation_id = ? AND user_id = ?')
    for (const { userId, role } of roles) setRole.run(role, conversationId, userId)
  }

  #join(conversationId: string, members: readonly NewMember[]): void {
    const insert = this.#database.prepare(
      `INSERT INTO members (conversation_id, user_id, role, read_seq, delivered_seq, muted_until)
       SELECT conversation_id, ?, ?, last_seq, last_seq, 0 FROM conversations WHERE conversation_id = ?
       ON CONFLICT DO NOTHING`,
    )
    const forget = this.#database.prepare('DELETE FROM former_members WHERE user_id = ? AND conversation_id = ?')
    for (const { userId, role } of members) {
      insert.run(userId, role, conversationId)
      forget.run(userId, conversationId)
    }
  }

  #leave(conversationId: string, userIds: readonly string[], at: number): void {
    const remove = this.#database.prepare('DELETE FROM members WHERE conversation_id = ? AND user_id = ?')
    const remember = this.#database.prepare(
      `INSERT INTO former_members (user_id, conversation_id, left_seq, left_at)
       SELECT ?, conversation_id, last_seq + 1, max(updated_at, ?) FROM conversations WHERE conversation_id = ?
       ON CONFLICT DO UPDATE SET left_seq = excluded.left_seq, left_at = excluded.left_at`,
    )
    for (const userId of userIds) {
      if (remove.run(conversationId, userId).changes > 0) remember.run(userId, at, conversationId)
    }
  }
}
