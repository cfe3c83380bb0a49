import type { Database, Statement } from './database'

/** Milliseconds of one number; messages of one account seldom come closer, and then they take the next ones. */
export const DOC_TIME_MS = 8192

/** The number that a message of this time has, unless others have taken it. */
export function naturalDocId(at: number): number {
  return Math.floor(Math.max(0, at) / DOC_TIME_MS)
}

/**
 * Numbers for the entries of the full-text index, ascending with time:
 *
 * ```
 *   doc id = at / 8192 ms, moved up to the next number that is free
 * ```
 *
 * So no entry stands below its time: whoever reads downwards and is at `id` knows that all the rest is older than the
 * end of `id`'s time, however far entries were moved up. `maxShift` bounds that, for readings that begin at a time.
 * Close together, the numbers keep the index small: FTS5 stores their differences.
 */
export class SearchDocs {
  readonly #first: Statement<{ doc_id: number }>
  readonly #nth: Statement<{ doc_id: number }>
  readonly #insert: Statement<object>
  readonly #delete: Statement<object>
  readonly #find: Statement<{ doc_id: number }>
  readonly #shift: Statement<{ value: number }>
  readonly #setShift: Statement<object>
  /** Known of a stretch: `from`–`to` are taken, those above are free up to `next`. A burst of messages asks seldom. */
  #known = { from: 0, to: -1, next: 0 }
  #maxShift: number | undefined
  #isShiftSaved = true

  constructor(database: Database) {
    this.#first = database.prepare('SELECT doc_id FROM search_docs WHERE doc_id >= ? ORDER BY doc_id LIMIT 1')
    this.#nth = database.prepare('SELECT doc_id FROM search_docs WHERE doc_id >= ? ORDER BY doc_id LIMIT 1 OFFSET +?')
    this.#insert = database.prepare('INSERT INTO search_docs (doc_id, local_id) VALUES (?, ?)')
    this.#delete = database.prepare('DELETE FROM search_docs WHERE doc_id = ?')
    this.#find = database.prepare('SELECT doc_id FROM search_docs WHERE doc_id BETWEEN ? AND ? AND local_id = +? LIMIT 1')
    this.#shift = database.prepare(`SELECT value FROM search_state WHERE key = 'max_shift'`)
    this.#setShift = database.prepare(
      `INSERT INTO search_state (key, value) VALUES ('max_shift', ?) ON CONFLICT DO UPDATE SET value = excluded.value`,
    )
  }

  /** No entry stands further above its time's number than this. */
  get maxShift(): number {
    return (this.#maxShift ??= this.#shift.get()?.value ?? 0)
  }

  /** The number that a message of this time was given. */
  find(localId: number, at: number): number | undefined {
    const natural = naturalDocId(at)
    return this.#find.get(natural, natural + this.maxShift, localId)?.doc_id
  }

  /** Takes the first free number from the time's own on; `save` belongs to the same transaction. */
  take(localId: number, at: number): number {
    const natural = naturalDocId(at)
    const docId = this.#freeFrom(natural)
    this.#insert.run(docId, localId)
    if (docId - natural > this.maxShift) {
      this.#maxShift = docId - natural
      this.#isShiftSaved = false
    }
    return docId
  }

  /** Writes down what `take` has changed beside the entries. */
  save(): void {
    if (!this.#isShiftSaved) this.#setShift.run(this.maxShift)
    this.#isShiftSaved = true
  }

  /** A message that changes its time from the one to the other may keep its number. */
  isInPlace(from: number, to: number): boolean {
    return naturalDocId(from) === naturalDocId(to)
  }

  release(docId: number): void {
    this.#delete.run(docId)
  }

  /** A transaction was rolled back: what this knows of the tables may not be so. */
  forget(): void {
    this.#known = { from: 0, to: -1, next: 0 }
    this.#maxShift = undefined
    this.#isShiftSaved = true
  }

  #freeFrom(natural: number): number {
    let free = natural
    let next = this.#nextTaken(free)
    while (next === free) {
      free = this.#endOfRun(free)
      next = this.#nextTaken(free)
    }
    this.#learn(natural, free, next)
    return free
  }

  /** The first number from this one on that is taken; this one itself where all that is known of is. */
  #nextTaken(id: number): number {
    const { from, to, next } = this.#known
    if (id >= from && id < next) return id <= to ? id : next
    return this.#first.get(id)?.doc_id ?? Infinity
  }

  /**
   * The first free number behind a taken one. Numbers that follow each other are looked for by steps that double, so
   * that SQLite counts them: thousands of messages may have come in the same seconds.
   */
  #endOfRun(taken: number): number {
    const { from, to } = this.#known
    if (taken >= from && taken <= to) return to + 1
    // What is known is passed in one go: history comes newest first.
    if (taken < from && from <= to && this.#isRun(taken, from - taken)) return to + 1
    let at = taken
    let step = 1
    for (; this.#isRun(at, step); step *= 2) at += step
    for (; step >= 1; step = Math.floor(step / 2)) if (this.#isRun(at, step)) at += step
    return at + 1
  }

  /** All of so many numbers behind a taken one are taken. */
  #isRun(taken: number, length: number): boolean {
    return this.#nth.get(taken, length)?.doc_id === taken + length
  }

  /** All from `natural` to `taken` are taken now, and those behind it free up to `next`. */
  #learn(natural: number, taken: number, next: number): void {
    const known = this.#known
    const isBehind = natural >= known.from && natural <= known.to + 1
    const isBefore = taken + 1 === known.from && known.from <= known.to
    this.#known = { from: isBehind ? known.from : natural, ...(isBefore ? { to: known.to, next: known.next } : { to: taken, next }) }
  }
}
