import type { MessageDraft, MessageStore, StoredMessage } from './server-store'
import type { Database } from './sqlite-database'

export type MessageRow = {
  mid: number
  conversation_id: string
  seq: number
  sender_id: string
  cli_mid: string
  type: string
  data: string
  sent_at: number
}

export const toMessage = (row: MessageRow): StoredMessage => ({
  mid: String(row.mid),
  seq: row.seq,
  conversationId: row.conversation_id,
  senderId: row.sender_id,
  cliMid: row.cli_mid,
  type: row.type,
  data: JSON.parse(row.data) as Record<string, unknown>,
  sentAt: row.sent_at,
})

export class SqliteMessages implements MessageStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async append(draft: MessageDraft): Promise<{ readonly isNew: boolean; readonly message: StoredMessage }> {
    return this.#database.transaction(() => {
      const known = this.#database
        .prepare<[string, string], MessageRow>('SELECT * FROM messages WHERE sender_id = ? AND cli_mid = ?')
        .get(draft.senderId, draft.cliMid)
      return known === undefined ? { isNew: true, message: this.#insert(draft) } : { isNew: false, message: toMessage(known) }
    })
  }

  async appendMany(drafts: readonly MessageDraft[]): Promise<readonly StoredMessage[]> {
    return this.#database.transaction(() => drafts.map((draft) => this.#insert(draft)))
  }

  async byMid(mid: string): Promise<StoredMessage | undefined> {
    const row = this.#database.prepare<[number], MessageRow>('SELECT * FROM messages WHERE mid = ?').get(Number(mid))
    return row === undefined ? undefined : toMessage(row)
  }

  async range(
    conversationId: string,
    { from, to, limit, newest }: { readonly from: number; readonly to: number; readonly limit: number; readonly newest?: boolean },
  ): Promise<readonly StoredMessage[]> {
    const rows = this.#database
      .prepare<[string, number, number, number], MessageRow>(
        `SELECT * FROM messages WHERE conversation_id = ? AND seq BETWEEN ? AND ? ORDER BY seq ${newest === true ? 'DESC' : 'ASC'} LIMIT ?`,
      )
      .all(conversationId, from, to, limit)
    return (newest === true ? rows.reverse() : rows).map(toMessage)
  }

  async recall(targetMid: string, notice: MessageDraft): Promise<StoredMessage> {
    return this.#database.transaction(() => {
      this.#database.prepare(`UPDATE messages SET type = 'recalled', data = '{}' WHERE mid = ?`).run(Number(targetMid))
      return this.#insert(notice)
    })
  }

  async count(): Promise<number> {
    return this.#database.prepare<[], { n: number }>('SELECT count(*) AS n FROM messages').get()!.n
  }

  #insert(draft: MessageDraft): StoredMessage {
    const { last_seq: seq } = this.#database
      .prepare<[number, string], { last_seq: number }>(
        'UPDATE conversations SET last_seq = last_seq + 1, updated_at = max(updated_at, ?) WHERE conversation_id = ? RETURNING last_seq',
      )
      .get(draft.sentAt, draft.conversationId)!
    const { mid } = this.#database
      .prepare<[string, number, string, string, string, string, number], { mid: number }>(
        `INSERT INTO messages (conversation_id, seq, sender_id, cli_mid, type, data, sent_at)
         VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING mid`,
      )
      .get(draft.conversationId, seq, draft.senderId, draft.cliMid, draft.type, JSON.stringify(draft.data), draft.sentAt)!
    return { ...draft, mid: String(mid), seq }
  }
}
