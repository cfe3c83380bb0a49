import type { ConversationId, Mid } from '@shared/ids'
import type { Database, Statement } from './database'

/** Recalls whose target has not arrived yet: should it still come with content, the content is not kept. */
export class PendingRecalls {
  readonly #add: Statement<object>
  readonly #has: Statement<{ found: number }>
  readonly #any: Statement<{ found: number }>
  readonly #remove: Statement<object>

  constructor(database: Database) {
    // Of the oldest entries the conversation is not known: '' (migrations/0009).
    const isIt = `target_mid = ? AND conversation_id IN (?, '')`
    this.#add = database.prepare('INSERT INTO pending_recalls (target_mid, conversation_id) VALUES (?, ?) ON CONFLICT DO NOTHING')
    this.#has = database.prepare(`SELECT 1 AS found FROM pending_recalls WHERE ${isIt}`)
    this.#any = database.prepare('SELECT 1 AS found FROM pending_recalls LIMIT 1')
    this.#remove = database.prepare(`DELETE FROM pending_recalls WHERE ${isIt}`)
  }

  add(conversationId: ConversationId, mid: Mid): void {
    this.#add.run(mid, conversationId)
  }

  get isEmpty(): boolean {
    return this.#any.get() === undefined
  }

  /** The target has come: true when it was waited for, which it is no more. */
  settle(conversationId: ConversationId, mid: Mid): boolean {
    if (this.#has.get(mid, conversationId) === undefined) return false
    this.#remove.run(mid, conversationId)
    return true
  }
}
