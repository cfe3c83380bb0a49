import { receiverIn } from '@protocol/schemas/ids'
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
} from './server-store'
import { type ConversationRow, toConversation } from './rows/conversation-row'
import { type MemberRow, toMember } from './rows/member-row'
import { type MessageRow, toMessage } from './rows/message-row'
import type { Database } from './sqlite-database'
import { SqliteGroups } from './sqlite-groups'

const CONVERSATION = `
  SELECT c.*, (SELECT count(*) FROM members m WHERE m.conversation_id = c.conversation_id) AS members_count
  FROM conversations c`
/** Of the conversation of a row of `members`. */
const LAST_SEQ = '(SELECT last_seq FROM conversations c WHERE c.conversation_id = members.conversation_id)'
const MEMBER = 'SELECT m.*, u.name, u.avatar FROM members m JOIN users u USING (user_id)'

/** For the test of its plan. */
export const HEADS = `
  SELECT c.conversation_id, c.last_seq FROM members m JOIN conversations c USING (conversation_id) WHERE m.user_id = +?`

export class SqliteConversations implements ConversationStore {
  readonly #database: Database
  readonly #groups: SqliteGroups

  constructor(database: Database) {
    this.#database = database
    this.#groups = new SqliteGroups(database)
  }

  async get(conversationId: string): Promise<ConversationRecord | undefined> {
    const row = this.#database.prepare<[string], ConversationRow>(`${CONVERSATION} WHERE c.conversation_id = ?`).get(conversationId)
    return row === undefined ? undefined : toConversation(row)
  }

  async createGroup(conversationId: string, group: NewGroup, at: number): Promise<void> {
    this.#database.transaction(() => this.#groups.create(conversationId, group, at))
  }

  async members(conversationId: string): Promise<readonly MemberRecord[]> {
    return this.#members(conversationId)
  }

  async member(conversationId: string, userId: string): Promise<MemberRecord | undefined> {
    const row = this.#database
      .prepare<[string, string], MemberRow>(`${MEMBER} WHERE m.conversation_id = +? AND m.user_id = +?`)
      .get(conversationId, userId)
    return row === undefined ? undefined : toMember(row)
  }

  async memberIds(conversationId: string): Promise<readonly string[]> {
    return this.#database
      .prepare<[string], { user_id: string }>('SELECT user_id FROM members WHERE conversation_id = +? ORDER BY user_id')
      .all(conversationId)
      .map(({ user_id }) => user_id)
  }

  async view(conversationId: string, userId: string): Promise<MemberView | undefined> {
    const row = this.#database
      .prepare<[string, string], ConversationRow>(
        `${CONVERSATION} JOIN members me ON me.conversation_id = c.conversation_id AND me.user_id = +?
         WHERE c.conversation_id = +?`,
      )
      .get(userId, conversationId)
    return row === undefined ? undefined : this.#viewOf(row, userId)
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
    return this.#database
      .prepare<[string, number, number, string, number], ConversationRow>(
        `${CONVERSATION} JOIN members me ON me.conversation_id = c.conversation_id AND me.user_id = +?
         WHERE c.updated_at > +? AND (c.updated_at, c.conversation_id) < (+?, +?)
         ORDER BY c.updated_at DESC, c.conversation_id DESC LIMIT +?`,
      )
      .all(userId, page.since, before.updatedAt, before.conversationId, page.limit)
      .map((row) => this.#viewOf(row, userId))
  }

  async formerGroups(userId: string, since: number): Promise<readonly FormerGroup[]> {
    return this.#database
      .prepare<[string, number], { conversation_id: string; left_seq: number }>(
        'SELECT conversation_id, left_seq FROM former_members WHERE user_id = +? AND left_at > +? ORDER BY conversation_id',
      )
      .all(userId, since)
      .map(({ conversation_id, left_seq }) => ({ conversationId: conversation_id, leftSeq: left_seq }))
  }

  async raiseMark(conversationId: string, userId: string, kind: MarkKind, seq: number, at: number): Promise<number | undefined> {
    return this.#raiseMark(conversationId, userId, kind, seq, at)
  }

  async raiseMarks(marks: readonly Marks[], at: number): Promise<readonly RaisedMarks[]> {
    return this.#database.transaction(() =>
      marks.flatMap(({ conversationId, userId, ...seqs }) => {
        // What was not read yet may be delivered still.
        const delivered = this.#raiseMark(conversationId, userId, 'delivered', Math.max(seqs.deliveredSeq, seqs.readSeq), at)
        const read = this.#raiseMark(conversationId, userId, 'read', seqs.readSeq, at)
        return (read ?? delivered) === undefined ? [] : [{ conversationId, userId, readSeq: read, deliveredSeq: delivered }]
      }),
    )
  }

  #raiseMark(conversationId: string, userId: string, kind: MarkKind, seq: number, at: number): number | undefined {
    const column = kind === 'read' ? 'read_seq' : 'delivered_seq'
    // What was read was delivered, even if that signal was lost.
    const delivered = kind === 'read' ? `, delivered_seq = max(delivered_seq, min(@seq, ${LAST_SEQ}))` : ''
    return this.#database.transaction(() => {
      // Nobody can have read what is not there yet.
      const row = this.#database
        .prepare<[{ seq: number; conversationId: string; userId: string }], { mark: number }>(
          `UPDATE members SET ${column} = min(@seq, ${LAST_SEQ})${delivered}
           WHERE conversation_id = @conversationId AND user_id = @userId
             AND ${column} < min(@seq, ${LAST_SEQ})
           RETURNING ${column} AS mark`,
        )
        .get({ seq, conversationId, userId })
      if (row !== undefined) this.#touch(conversationId, at)
      return row?.mark
    })
  }

  async touchC2cOf(userId: string, at: number): Promise<readonly string[]> {
    return this.#database
      .prepare<[number, string], { conversation_id: string }>(
        `UPDATE conversations SET updated_at = max(updated_at, ?)
         WHERE kind = 'c2c' AND conversation_id IN (SELECT conversation_id FROM members WHERE user_id = ?)
         RETURNING conversation_id`,
      )
      .all(at, userId)
      .map(({ conversation_id }) => conversation_id)
  }

  async setMutedUntil(conversationId: string, userId: string, until: number, at: number): Promise<void> {
    this.#database.transaction(() => {
      this.#database
        .prepare('UPDATE members SET muted_until = ? WHERE conversation_id = ? AND user_id = ?')
        .run(until, conversationId, userId)
      this.#touch(conversationId, at)
    })
  }

  async heads(userId: string): Promise<readonly ConversationHead[]> {
    return this.#database
      .prepare<[string], { conversation_id: string; last_seq: number }>(HEADS)
      .all(userId)
      .map(({ conversation_id, last_seq }) => ({ conversationId: conversation_id, lastSeq: last_seq }))
  }

  #viewOf(row: ConversationRow, userId: string): MemberView {
    const member = (id: string): MemberRecord | undefined => {
      const found = this.#database
        .prepare<[string, string], MemberRow>(`${MEMBER} WHERE m.conversation_id = +? AND m.user_id = +?`)
        .get(row.conversation_id, id)
      return found === undefined ? undefined : toMember(found)
    }
    const last = this.#database
      .prepare<[string, number], MessageRow>('SELECT * FROM messages WHERE conversation_id = ? AND seq = ?')
      .get(row.conversation_id, row.last_seq)
    return {
      conversation: toConversation(row),
      me: member(userId)!,
      peer: row.kind === 'c2c' ? member(receiverIn(row.conversation_id, userId)) : undefined,
      lastMessage: last === undefined ? undefined : toMessage(last),
    }
  }

  #members(conversationId: string): readonly MemberRecord[] {
    return this.#database
      .prepare<[string], MemberRow>(`${MEMBER} WHERE m.conversation_id = +? ORDER BY m.user_id`)
      .all(conversationId)
      .map(toMember)
  }

  #touch(conversationId: string, at: number): void {
    this.#database.prepare('UPDATE conversations SET updated_at = max(updated_at, ?) WHERE conversation_id = ?').run(at, conversationId)
  }
}
