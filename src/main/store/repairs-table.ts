import type { ConversationId } from '@shared/ids'
import type { RepairResult } from '@shared/inspection'
import type { Database, Statement } from './database'

/** `at` in epoch ms. */
export type Repair = { readonly at: number; readonly result: RepairResult }

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

  note(conversationId: ConversationId, at: number, result: RepairResult): void {
    this.#note.run(conversationId, at, JSON.stringify(result))
  }

  last(conversationId: ConversationId): Repair | undefined {
    const row = this.#last.get(conversationId)
    const result = row === undefined ? undefined : resultOf(row.result)
    return row === undefined || result === undefined ? undefined : { at: row.at, result }
  }
}

/** `undefined` for the sentence that a database of the first schema may hold. */
function resultOf(text: string): RepairResult | undefined {
  return text.startsWith('{') ? (JSON.parse(text) as RepairResult) : undefined
}
