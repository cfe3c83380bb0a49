import type { ConversationId } from '@shared/ids'
import type { Database, Statement } from './database'

/** `at` in epoch ms; `result` is the repair's own word, for the sync inspector. */
export type Repair = { readonly at: number; readonly result: string }

/** The last gap repair of each conversation. */
export class RepairsTable {
  readonly #note: Statement<object>
  readonly #last: Statement<{ at: number; result: string }>

  constructor(database: Database) {
    this.#note = database.prepare(
      `INSERT INTO repairs (conversation_id, at, result) VALUES (?, ?, ?)
       ON CONFLICT (conversation_id) DO UPDATE SET at = excluded.at, result = excluded.result`,
    )
    this.#last = database.prepare('SELECT at, result FROM repairs WHERE conversation_id = ?')
  }

  note(conversationId: ConversationId, at: number, result: string): void {
    this.#note.run(conversationId, at, result)
  }

  last(conversationId: ConversationId): Repair | undefined {
    return this.#last.get(conversationId)
  }
}
