import type { ConversationId } from '@shared/ids'
import type { Database, Statement } from './database'

/** Both ends included. */
export type StoredRange = readonly [from: number, to: number]

type RangeRow = { readonly from_seq: number; readonly to_seq: number }

/**
 * Which seqs of each conversation are settled on this device: held as a row, or known not to exist on the server.
 * Ranges of a conversation never touch or overlap, whatever the order they came in.
 */
export class SeqRangesTable {
  readonly #database: Database
  readonly #insert: Statement<object>
  readonly #deleteFrom: Statement<object>
  readonly #grow: Statement<object>
  readonly #downwards: Statement<RangeRow>
  readonly #ofConversation: Statement<RangeRow>
  readonly #all: Statement<RangeRow & { conversation_id: string }>
  readonly #clear: Statement<object>
  readonly #incomplete: Statement<{ conversation_id: string }>
  readonly #incompleteOf: Statement<{ conversation_id: string }>
  readonly #recent: Statement<{ conversation_id: string }>

  constructor(database: Database) {
    this.#database = database
    this.#insert = database.prepare('INSERT INTO seq_ranges (conversation_id, from_seq, to_seq) VALUES (?, ?, ?)')
    this.#deleteFrom = database.prepare('DELETE FROM seq_ranges WHERE conversation_id = ? AND from_seq = ?')
    this.#grow = database.prepare('UPDATE seq_ranges SET to_seq = ? WHERE conversation_id = ? AND from_seq = ?')
    this.#downwards = database.prepare(
      'SELECT from_seq, to_seq FROM seq_ranges WHERE conversation_id = +? AND from_seq <= ? ORDER BY from_seq DESC',
    )
    this.#ofConversation = database.prepare('SELECT from_seq, to_seq FROM seq_ranges WHERE conversation_id = +? ORDER BY from_seq')
    this.#all = database.prepare('SELECT conversation_id, from_seq, to_seq FROM seq_ranges ORDER BY conversation_id, from_seq')
    this.#clear = database.prepare('DELETE FROM seq_ranges WHERE conversation_id = ?')
    const isIncomplete = `c.has_left = 0 AND c.last_seq > (SELECT coalesce(sum(to_seq - from_seq + 1), 0) FROM seq_ranges r
         WHERE r.conversation_id = c.conversation_id AND r.from_seq <= c.last_seq)`
    this.#incomplete = database.prepare(`SELECT c.conversation_id FROM conversations c WHERE ${isIncomplete} ORDER BY c.updated_at DESC`)
    this.#incompleteOf = database.prepare(`SELECT c.conversation_id FROM conversations c WHERE c.conversation_id = +? AND ${isIncomplete}`)
    this.#recent = database.prepare('SELECT conversation_id FROM conversations WHERE has_left = 0 ORDER BY updated_at DESC')
  }

  /** Adds `from`–`to`; ranges that overlap or touch become one. Call it in the transaction that stores the rows. */
  add(conversationId: ConversationId, from: number, to: number): void {
    if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 1 && to >= from)) {
      throw new RangeError(`not a range of seqs: ${from}–${to}`)
    }
    const newest = this.#downwards.get(conversationId, to + 1)
    if (newest !== undefined && newest.from_seq <= from && newest.to_seq >= from - 1) {
      // The usual case, the next messages of a conversation: whatever lies below that range does not touch it.
      if (newest.to_seq < to) this.#grow.run(to, conversationId, newest.from_seq)
      return
    }
    this.#database.transaction(() => {
      const touched = this.#touching(conversationId, from, to)
      const first = touched.at(-1)
      const fresh = { from: Math.min(from, first?.from_seq ?? from), to: Math.max(to, touched[0]?.to_seq ?? to) }
      for (const range of touched) this.#deleteFrom.run(conversationId, range.from_seq)
      this.#insert.run(conversationId, fresh.from, fresh.to)
    })
  }

  /** Ascending. */
  get(conversationId: ConversationId): readonly StoredRange[] {
    return this.#ofConversation.all(conversationId).map(({ from_seq, to_seq }) => [from_seq, to_seq] as const)
  }

  /** The highest seq that is settled; 0 = none. */
  top(conversationId: ConversationId): number {
    return this.#downwards.get(conversationId, Number.MAX_SAFE_INTEGER)?.to_seq ?? 0
  }

  has(conversationId: ConversationId, seq: number): boolean {
    return this.hasAll(conversationId, seq, seq)
  }

  /** All of `from`–`to` is settled. */
  hasAll(conversationId: ConversationId, from: number, to: number): boolean {
    const below = this.#downwards.get(conversationId, to)
    return below !== undefined && below.from_seq <= from && below.to_seq >= to
  }

  /** The parts of `from`–`to` that are not settled, ascending. */
  missing(conversationId: ConversationId, from: number, to: number): readonly StoredRange[] {
    const holes: StoredRange[] = []
    let next = from
    for (const [heldFrom, heldTo] of this.get(conversationId)) {
      if (heldFrom > to) break
      if (heldFrom > next) holes.push([next, heldFrom - 1])
      next = Math.max(next, heldTo + 1)
    }
    if (next <= to) holes.push([next, to])
    return holes
  }

  all(): ReadonlyMap<ConversationId, readonly StoredRange[]> {
    const ranges = new Map<ConversationId, StoredRange[]>()
    for (const { conversation_id, from_seq, to_seq } of this.#all.all()) {
      const conversationId = conversation_id as ConversationId
      const own = ranges.get(conversationId)
      if (own === undefined) ranges.set(conversationId, [[from_seq, to_seq]])
      else own.push([from_seq, to_seq])
    }
    return ranges
  }

  /** Conversations of mine that have holes, the most recently active first. */
  incomplete(): readonly ConversationId[] {
    return this.#incomplete.all().map(({ conversation_id }) => conversation_id as ConversationId)
  }

  /**
   * The same, looked for among so many conversations at a time: whoever asks may let the event loop run between two
   * answers, of which any may be empty.
   */
  *incompleteSlices(size: number): Iterable<readonly ConversationId[]> {
    const ids = this.#recent.all().map(({ conversation_id }) => conversation_id)
    for (let at = 0; at < ids.length; at += size) {
      yield ids.slice(at, at + size).filter((id) => this.#incompleteOf.get(id) !== undefined) as ConversationId[]
    }
  }

  clear(conversationId: ConversationId): void {
    this.#clear.run(conversationId)
  }

  /** Ranges that overlap or touch `from`–`to`, descending: they are disjoint, so all below one that is too low are. */
  #touching(conversationId: ConversationId, from: number, to: number): readonly RangeRow[] {
    const touched: RangeRow[] = []
    for (const range of this.#downwards.iterate(conversationId, to + 1)) {
      if (range.to_seq < from - 1) break
      touched.push(range)
    }
    return touched
  }
}
