import type { ConversationLocks } from './conversation-locks'
import type { AppendOutcome, MessageDraft, MessageRange, MessageStore, StoredMessage, TailRow } from './server-store'
import { type MessageRow, toMessage } from './rows/message-row'
import type { Database } from './sqlite-database'
import { SqliteMessageFiles } from './sqlite-message-files'
import { SqliteGroups } from './sqlite-groups'

/** What is left of a recalled message: who wrote to whom. */
const KEPT_KEYS = ['sender_name', 'sender_avatar', 'receiver_id'] as const

/** For the test of its plan. */
export const TAIL = 'SELECT mid, conversation_id, seq FROM messages WHERE mid > +? ORDER BY mid LIMIT +?'

export class SqliteMessages implements MessageStore {
  readonly #database: Database
  readonly #groups: SqliteGroups
  readonly #files: SqliteMessageFiles

  readonly #locks: ConversationLocks | undefined

  /** @param locks for whom must wait; who holds them needs none */
  constructor(database: Database, locks?: ConversationLocks) {
    this.#database = database
    this.#locks = locks
    this.#groups = new SqliteGroups(database)
    this.#files = new SqliteMessageFiles(database)
  }

  async append(drafts: readonly MessageDraft[]): Promise<readonly AppendOutcome[]> {
    for (let holder = this.#locks?.holderOf(drafts); holder !== undefined; holder = this.#locks?.holderOf(drafts)) await holder
    return this.#database.transaction(() => drafts.map((draft) => this.#append(draft)))
  }

  async byMid(mid: string): Promise<StoredMessage | undefined> {
    const row = this.#database.prepare<[number], MessageRow>('SELECT * FROM messages WHERE mid = ?').get(Number(mid))
    return row === undefined ? undefined : toMessage(row)
  }

  async byCliMid(senderId: string, cliMid: string): Promise<StoredMessage | undefined> {
    return this.#known(senderId, cliMid)
  }

  async range(
    conversationId: string,
    { from, to, limit, newest = false, maxBytes = Infinity }: MessageRange,
  ): Promise<readonly StoredMessage[]> {
    const statement = this.#database.prepare<[string, number, number, number], MessageRow>(
      `SELECT * FROM messages WHERE conversation_id = +? AND seq BETWEEN +? AND +?
       ORDER BY seq ${newest ? 'DESC' : 'ASC'} LIMIT +?`,
    )
    const rows: MessageRow[] = []
    let bytes = 0
    for (const row of statement.iterate(conversationId, from, to, limit)) {
      bytes += Buffer.byteLength(row.data)
      if (bytes > maxBytes && rows.length > 0) break
      rows.push(row)
    }
    return (newest ? rows.reverse() : rows).map(toMessage)
  }

  async recall(targetMid: string, notice: MessageDraft): Promise<StoredMessage> {
    for (let holder = this.#locks?.holderOf([notice]); holder !== undefined; holder = this.#locks?.holderOf([notice])) await holder
    return this.#database.transaction(() => {
      const mid = Number(targetMid)
      const row = this.#database.prepare<[number], { data: string }>('SELECT data FROM messages WHERE mid = ?').get(mid)
      const data = JSON.parse(row?.data ?? '{}') as Record<string, unknown>
      const kept = Object.fromEntries(KEPT_KEYS.flatMap((key) => (Object.hasOwn(data, key) ? [[key, data[key]]] : [])))
      this.#database.prepare(`UPDATE messages SET type = 'recalled', data = ? WHERE mid = ?`).run(JSON.stringify(kept), mid)
      this.#files.forget(mid)
      return this.#insert(notice, this.#nextSeq(notice)!)
    })
  }

  async count(): Promise<number> {
    return this.#database.prepare<[], { n: number }>('SELECT count(*) AS n FROM messages').get()!.n
  }

  async tail(afterMid: number, limit: number): Promise<readonly TailRow[]> {
    return this.#database
      .prepare<[number, number], { mid: number; conversation_id: string; seq: number }>(TAIL)
      .all(afterMid, limit)
      .map(({ mid, conversation_id, seq }) => ({ mid, conversationId: conversation_id, seq }))
  }

  async lastMid(): Promise<number> {
    return this.#database.prepare<[], { mid: number | null }>('SELECT max(mid) AS mid FROM messages').get()?.mid ?? 0
  }

  #append(draft: MessageDraft): AppendOutcome {
    const known = this.#known(draft.senderId, draft.cliMid)
    if (known !== undefined) return { message: known, isNew: false, isFirst: false }
    if (draft.ifMember === true && !this.#groups.isMember(draft.conversationId, draft.senderId)) return { refused: 'not_member' }
    if (!this.#files.mayName(draft.senderId, draft.files ?? [])) return { refused: 'no_file' }
    if (draft.effect !== undefined) this.#groups.apply(draft.conversationId, draft.effect, draft.sentAt)
    const seq = this.#nextSeq(draft)
    if (seq !== undefined) return { message: this.#insert(draft, seq), isNew: true, isFirst: false }
    this.#open(draft)
    return { message: this.#insert(draft, this.#nextSeq(draft)!), isNew: true, isFirst: true }
  }

  #known(senderId: string, cliMid: string): StoredMessage | undefined {
    const row = this.#database
      .prepare<[string, string], MessageRow>('SELECT * FROM messages WHERE sender_id = ? AND cli_mid = ?')
      .get(senderId, cliMid)
    return row === undefined ? undefined : toMessage(row)
  }

  /** `undefined` when there is no such conversation. */
  #nextSeq({ sentAt, conversationId }: MessageDraft): number | undefined {
    return this.#database
      .prepare<[number, string], { last_seq: number }>(
        `UPDATE conversations SET last_seq = last_seq + 1, updated_at = max(updated_at, ?)
         WHERE conversation_id = ? RETURNING last_seq`,
      )
      .get(sentAt, conversationId)?.last_seq
  }

  /** @throws Error when it is not the first message of two users: a group is made before anybody writes to it */
  #open({ conversationId, between, sentAt }: MessageDraft): void {
    if (between === undefined) throw new Error(`there is no conversation ${conversationId}`)
    this.#database
      .prepare(
        `INSERT INTO conversations (conversation_id, kind, title, avatar, notice, last_seq, updated_at)
         VALUES (?, 'c2c', '', '', '', 0, ?)`,
      )
      .run(conversationId, sentAt)
    for (const userId of new Set(between)) {
      this.#database
        .prepare(
          `INSERT INTO members (conversation_id, user_id, role, read_seq, delivered_seq, muted_until)
           VALUES (?, ?, 'member', 0, 0, 0)`,
        )
        .run(conversationId, userId)
    }
  }

  #insert({ conversationId, senderId, cliMid, type, data, sentAt, files = [] }: MessageDraft, seq: number): StoredMessage {
    const { mid } = this.#database
      .prepare<[string, number, string, string, string, string, number], { mid: number }>(
        `INSERT INTO messages (conversation_id, seq, sender_id, cli_mid, type, data, sent_at)
         VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING mid`,
      )
      .get(conversationId, seq, senderId, cliMid, type, JSON.stringify(data), sentAt)!
    this.#files.name(mid, conversationId, files)
    return { mid: String(mid), seq, conversationId, senderId, cliMid, type, data, sentAt }
  }
}
