import type { LocalId } from '@shared/ids'
import type { Database, DeferredWork, Statement } from './database'
import type { IndexedMessage } from './indexed-message'
import { SearchDocs } from './search-docs'
import { SearchTail } from './search-tail'
import { indexTerms, labelTerms } from './search-terms'
import { isSilent } from '@shared/silent-message'
import { searchableText } from './searchable-text'

/** Rows of the tail from which on the transaction that adds to it indexes all of it. */
const LONG_TAIL = 1_000

type Entry = { readonly at: number; readonly terms: string }
type Added = { readonly localId: LocalId; readonly entry: Entry }
/** What a message has in the index before a transaction, as far as it is known to have something, and after it. */
type Change = { readonly held: Entry | undefined; readonly wanted: Entry | undefined }

/**
 * The writing side of the index. What an older version held and `SearchRebuild` has not come to yet has no entry, and gets
 * none here, nor has what was added last (`SearchTail`): whatever becomes of it meanwhile, it is indexed as it is then.
 * Entries wait for the transaction's end and go in ascending: FTS5 writes out what it has gathered whenever a row id is below
 * the one before it, and history arrives newest first.
 */
export class SearchIndex implements DeferredWork {
  readonly docs: SearchDocs
  readonly tail: SearchTail
  readonly #insert: Statement<object>
  readonly #delete: Statement<object>
  readonly #waiting: (Added & { readonly isAdded: boolean })[] = []
  #leftUpTo = 0

  constructor(database: Database) {
    this.docs = new SearchDocs(database)
    this.tail = new SearchTail(database)
    this.#insert = database.prepare('INSERT INTO messages_fts (rowid, terms) VALUES (?, ?)')
    this.#delete = database.prepare(`INSERT INTO messages_fts (messages_fts, rowid, terms) VALUES ('delete', ?, ?)`)
    database.defer(this)
  }

  get length(): number {
    return this.#waiting.length
  }

  /** Rows up to this one are left to the rebuilding. */
  leaveUpTo(localId: number): void {
    this.#leftUpTo = localId
  }

  /** One that was left. */
  addLeft(message: IndexedMessage): void {
    this.#wait(message.localId, message, true)
  }

  /** A row that was just inserted, in the same transaction: it has its entry later. */
  addNew(localId: LocalId, message: Omit<IndexedMessage, 'localId'>): void {
    this.tail.grow(localId, message)
  }

  /** Gives entries to the first rows that wait for theirs, inside a transaction. */
  catchUp(rows: number, letters?: number): void {
    for (const message of this.tail.take(rows, letters)) this.addLeft(message)
  }

  /** A row that is held says something else, or has another sender: inside the transaction that writes it. */
  add(localId: LocalId, message: Omit<IndexedMessage, 'localId'>): void {
    if (localId > this.#leftUpTo && !this.tail.has(localId)) this.#wait(localId, message, true)
  }

  /** With the row as it was when it was added. */
  remove(message: IndexedMessage): void {
    if (this.tail.has(message.localId)) this.tail.change(message.localId)
    else if (message.localId > this.#leftUpTo) this.#wait(message.localId, message, false)
  }

  /** The time of a held message is another one. Most keep their entry: then nothing is looked up or written. */
  retime(held: IndexedMessage, sentAt: number): void {
    if (this.docs.isInPlace(held.sentAt ?? held.localAt, sentAt)) return
    this.remove(held)
    this.add(held.localId, { ...held, sentAt })
  }

  flush(): void {
    if (this.tail.length >= LONG_TAIL) this.catchUp(this.tail.length)
    if (this.#waiting.length === 0) return
    const isSimple = this.#waiting.every(({ isAdded }) => isAdded)
    const added = isSimple ? [...this.#waiting] : this.#settled()
    this.#waiting.length = 0
    for (const { localId, entry } of added.sort((a, b) => a.entry.at - b.entry.at)) {
      this.#insert.run(this.docs.take(localId, entry.at), entry.terms)
    }
    this.docs.save()
  }

  truncate(length: number): void {
    this.#waiting.length = length
    this.forget()
  }

  /** What is known of the tables may not be so any more. */
  forget(): void {
    this.docs.forget()
    this.tail.forget()
  }

  #wait(localId: LocalId, message: Omit<IndexedMessage, 'localId'>, isAdded: boolean): void {
    const { conversationId, senderId, type, content, sentAt, localAt } = message
    if (isSilent(type, content)) return
    // A picture has no words, and is found by whose it is, where and when.
    const terms = indexTerms(searchableText(type, content), labelTerms({ conversationId, senderId, types: [type] }))
    this.#waiting.push({ localId, isAdded, entry: { at: sentAt ?? localAt, terms } })
  }

  /** What was said last about a message holds; whatever it had before is taken out. Returns what is to be added. */
  #settled(): Added[] {
    const changes = new Map<LocalId, Change>()
    for (const { localId, isAdded, entry } of this.#waiting) {
      const before = changes.get(localId)
      const held = before === undefined && !isAdded ? entry : before?.held
      changes.set(localId, { held, wanted: isAdded ? entry : undefined })
    }
    return [...changes].flatMap(([localId, change]) => {
      const entry = this.#withoutHeld(localId, change)
      return entry === undefined ? [] : [{ localId, entry }]
    })
  }

  /** Takes out what is held; returns what is still to be added. A message that only got its name keeps its entry. */
  #withoutHeld(localId: LocalId, { held, wanted }: Change): Entry | undefined {
    if (held === undefined) return wanted
    const docId = this.docs.find(localId, held.at)
    if (docId === undefined) return wanted
    if (wanted !== undefined && this.docs.isInPlace(held.at, wanted.at) && held.terms === wanted.terms) return undefined
    this.#delete.run(docId, held.terms)
    this.docs.release(docId)
    return wanted
  }
}
