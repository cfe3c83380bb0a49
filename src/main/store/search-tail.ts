import type { LocalId } from '@shared/ids'
import type { Database, Statement } from './database'
import type { IndexedMessage } from './indexed-message'
import { type MessageRow, storedMessage } from './message-row'
import { searchableText } from './searchable-text'

/** Letters of a message that is kept at hand until it has its entry; a longer one is read again. */
const AT_HAND_LETTERS = 500

/**
 * The newest rows, which have no entry in the search index yet: those above `indexed_to`. What is written for each message
 * by itself costs the index as many pages as a hundred of them together; a crash leaves a tail as it was.
 */
export class SearchTail {
  readonly #read: Statement<{ value: number }>
  readonly #save: Statement<object>
  readonly #newestRow: Statement<{ newest: number | null }>
  readonly #rows: Statement<MessageRow>
  /** As the tables say, by what this connection wrote; unknown after a transaction that was undone. */
  #known: { readonly from: number; readonly to: number } | undefined
  /** Rows of it as they are; whichever is not among them is read. */
  readonly #atHand = new Map<number, IndexedMessage>()

  constructor(database: Database) {
    this.#read = database.prepare(`SELECT value FROM search_state WHERE key = 'indexed_to'`)
    this.#save = database.prepare(`REPLACE INTO search_state (key, value) VALUES ('indexed_to', ?)`)
    this.#newestRow = database.prepare('SELECT max(local_id) AS newest FROM messages')
    this.#rows = database.prepare('SELECT * FROM messages WHERE local_id > ? ORDER BY local_id LIMIT +?')
  }

  has(localId: number): boolean {
    return localId > this.#bounds.from
  }

  /** The last row that does not belong to it. */
  get from(): number {
    return this.#bounds.from
  }

  /** How many rows it has at most. */
  get length(): number {
    const { from, to } = this.#bounds
    return to - from
  }

  /** A row was inserted. */
  grow(localId: LocalId, message: Omit<IndexedMessage, 'localId'>): void {
    const { from, to } = this.#bounds
    if (localId > to) this.#known = { from, to: localId }
    const { conversationId, senderId, type, content, sentAt, localAt } = message
    if (searchableText(type, content).length > AT_HAND_LETTERS) return
    this.#atHand.set(localId, { localId, conversationId, senderId, type, content, sentAt, localAt })
  }

  /** A row of it is, or will be, another than it was. */
  change(localId: LocalId): void {
    this.#atHand.delete(localId)
  }

  /** Its first rows, in a transaction that gives them entries: they belong to it no more. */
  take(limit: number, letters = Infinity): readonly IndexedMessage[] {
    const { from, to } = this.#bounds
    if (limit >= to - from && this.#atHand.size === to - from) {
      const all = [...this.#atHand.values()]
      this.#atHand.clear()
      this.#moveTo(to)
      return all
    }
    const rows: MessageRow[] = []
    let read = 0
    for (const row of this.#rows.iterate(from, limit)) {
      read += row.content.length
      if (rows.length > 0 && read > letters) break
      rows.push(row)
    }
    const last = rows.at(-1)?.local_id ?? to
    for (const { local_id } of rows) this.#atHand.delete(local_id)
    this.#moveTo(last)
    return rows.map(storedMessage)
  }

  /** Something undid what this knows of. */
  forget(): void {
    this.#known = undefined
    this.#atHand.clear()
  }

  #moveTo(from: number): void {
    if (from > this.#bounds.from) this.#save.run(from)
    this.#known = { from, to: Math.max(from, this.#bounds.to) }
  }

  get #bounds(): { readonly from: number; readonly to: number } {
    if (this.#known !== undefined) return this.#known
    const from = this.#read.get()?.value ?? 0
    return (this.#known = { from, to: Math.max(from, this.#newestRow.get()?.newest ?? 0) })
  }
}
