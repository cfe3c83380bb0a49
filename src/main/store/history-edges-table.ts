import type { ConversationId } from '@shared/ids'
import type { Database, Statement } from './database'

/**
 * `cursor` is the kind's own text, by which it asks for what lies before. From there up to the order key `wholeTo`
 * everything is held; above it there may be holes.
 */
export type HistoryEdge = { readonly cursor: string; readonly isEnd: boolean; readonly wholeTo: number }

type EdgeRow = { readonly cursor: string; readonly is_end: number; readonly whole_to: number }

/**
 * For kinds whose history is served by a cursor: up to where the past of a conversation is held, and whether that is
 * its beginning; and up to where it is known to be whole. There are no gaps to be known of besides. Save it in the transaction that stores the page.
 */
export class HistoryEdgesTable {
  readonly #set: Statement<object>
  readonly #get: Statement<EdgeRow>
  readonly #doubt: Statement<object>
  readonly #delete: Statement<object>

  constructor(database: Database) {
    this.#set = database.prepare(
      `INSERT INTO history_edges (conversation_id, cursor, is_end, whole_to) VALUES (?, ?, ?, ?)
       ON CONFLICT (conversation_id) DO UPDATE
       SET cursor = excluded.cursor, is_end = excluded.is_end, whole_to = excluded.whole_to`,
    )
    this.#get = database.prepare('SELECT cursor, is_end, whole_to FROM history_edges WHERE conversation_id = ?')
    this.#doubt = database.prepare('UPDATE history_edges SET whole_to = min(whole_to, ?) WHERE conversation_id = ?')
    this.#delete = database.prepare('DELETE FROM history_edges WHERE conversation_id = ?')
  }

  set(conversationId: ConversationId, { cursor, isEnd, wholeTo }: HistoryEdge): void {
    this.#set.run(conversationId, cursor, Number(isEnd), wholeTo)
  }

  /** `undefined`: no history was asked for yet. */
  get(conversationId: ConversationId): HistoryEdge | undefined {
    const row = this.#get.get(conversationId)
    return row === undefined ? undefined : { cursor: row.cursor, isEnd: row.is_end === 1, wholeTo: row.whole_to }
  }

  /** From this order key on something may be missing, whatever was known before. */
  doubt(conversationId: ConversationId, fromKey: number): void {
    this.#doubt.run(fromKey - 1, conversationId)
  }

  /** The past is asked for anew, from the newest on. */
  clear(conversationId: ConversationId): void {
    this.#delete.run(conversationId)
  }
}
