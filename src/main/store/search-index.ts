import type { LocalId } from '@shared/ids'
import type { Database, DeferredWork, Statement } from './database'
import type { StoredMessage } from './message-row'
import { searchableText } from './searchable-text'
import { indexTerms } from './search-text'

/** What the index needs of a message. */
export type IndexedMessage = Pick<StoredMessage, 'localId' | 'type' | 'content' | 'sentAt' | 'localAt'>

/** A message's row id in the index: 2^22 ms (some 70 minutes) of time above, `local_id` below. */
export const TIME_BUCKET_MS = 2 ** 22
export const LOCAL_IDS = 2 ** 26

/**
 * Row ids that ascend with time, so that the newest matches come first without sorting all of them, and that still tell
 * the message's `local_id` (67 million fit). They stay below 2^53, and their small differences keep the index small.
 */
export function indexRowId({
  localId,
  sentAt,
  localAt,
}: Pick<IndexedMessage, 'localId' | 'sentAt' | 'localAt'>): number {
  return Math.floor(Math.max(0, sentAt ?? localAt) / TIME_BUCKET_MS) * LOCAL_IDS + localId
}

/**
 * The writing side of `messages_fts`. Entries wait for the transaction's end and go in ascending: FTS5 writes out what
 * it has gathered whenever a row id is below the one before it, and history arrives newest first.
 */
export class SearchIndex implements DeferredWork {
  readonly #insert: Statement<object>
  readonly #delete: Statement<object>
  readonly #waiting: { readonly rowId: number; readonly terms: string | undefined }[] = []

  constructor(database: Database) {
    this.#insert = database.prepare('INSERT INTO messages_fts (rowid, terms) VALUES (?, ?)')
    this.#delete = database.prepare('DELETE FROM messages_fts WHERE rowid = ?')
    database.defer(this)
  }

  get length(): number {
    return this.#waiting.length
  }

  /** Inside the transaction that stores the row. */
  add(localId: LocalId, { type, content, sentAt, localAt }: Omit<IndexedMessage, 'localId'>): void {
    const text = searchableText(type, content)
    if (text === '') return
    const terms = indexTerms(text)
    if (terms !== '') this.#waiting.push({ rowId: indexRowId({ localId, sentAt, localAt }), terms })
  }

  /** With the row as it was when it was added. */
  remove(message: IndexedMessage): void {
    if (searchableText(message.type, message.content) !== '')
      this.#waiting.push({ rowId: indexRowId(message), terms: undefined })
  }

  flush(): void {
    if (this.#waiting.length === 0) return
    if (this.#waiting.some(({ terms }) => terms === undefined)) this.#settleRemovals()
    this.#waiting.sort((a, b) => a.rowId - b.rowId)
    for (const { rowId, terms } of this.#waiting) if (terms !== undefined) this.#insert.run(rowId, terms)
    this.#waiting.length = 0
  }

  truncate(length: number): void {
    this.#waiting.length = length
  }

  /** What was said last about a row holds; whatever was there before is taken out first. */
  #settleRemovals(): void {
    const last = new Map(this.#waiting.map((entry) => [entry.rowId, entry]))
    const removed = new Set(this.#waiting.filter(({ terms }) => terms === undefined).map(({ rowId }) => rowId))
    for (const rowId of removed) this.#delete.run(rowId)
    this.#waiting.splice(0, Infinity, ...last.values())
  }
}
