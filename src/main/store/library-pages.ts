import { asLocalId, type LocalId } from '@shared/ids'
import {
  LIBRARY_KINDS,
  type LibraryKind,
  type LibraryCounts,
  type LibraryCursor,
  type LibraryFilters,
  type LibraryOrder,
  type LibraryQuery,
} from '@shared/library'
import type { Database, Statement } from './database'
import { AT_SQL, BYTES_SQL, FILED_SQL, LIBRARY_NUMBERS } from './filed'

/** The messages of a page, and the cursor behind them where there is more. */
export type StoredLibraryPage = { readonly localIds: readonly LocalId[]; readonly next?: LibraryCursor }

type PageRow = { readonly local_id: number; readonly at: number; readonly bytes: number }

const FIRST = Number.MIN_SAFE_INTEGER
const LAST = Number.MAX_SAFE_INTEGER

const FILED = `FROM messages WHERE ${FILED_SQL} = @kind`
/** What is not asked for is null. */
const FILTERS = `${AT_SQL} >= @from AND ${AT_SQL} <= @to AND ${BYTES_SQL} >= @minBytes AND ${BYTES_SQL} <= @maxBytes
  AND (@senderId IS NULL OR sender_id = @senderId)
  AND (@conversationId IS NULL OR conversation_id = @conversationId)`
const VALUES = `local_id, ${AT_SQL} AS at, ${BYTES_SQL} AS bytes`

/** The statements, each of one kind and served by an index alone: the tests look at their plans. */
export const LIBRARY_SQL = {
  newest: `SELECT ${VALUES} ${FILED} AND ${FILTERS}
    AND (${AT_SQL} < @at OR local_id < @localId) ORDER BY ${AT_SQL} DESC, local_id DESC LIMIT @limit`,
  oldest: `SELECT ${VALUES} ${FILED} AND ${FILTERS}
    AND (${AT_SQL} > @at OR local_id > @localId) ORDER BY ${AT_SQL}, local_id LIMIT @limit`,
  largest: `SELECT ${VALUES} ${FILED} AND ${FILTERS}
    AND (${BYTES_SQL} < @bytes OR local_id < @localId) ORDER BY ${BYTES_SQL} DESC, local_id DESC LIMIT @limit`,
  count: `SELECT count(*) AS n ${FILED}`,
  countNarrowed: `SELECT count(*) AS n FROM messages INDEXED BY messages_filed WHERE ${FILED_SQL} = @kind AND ${FILTERS}`,
  one: `SELECT 1 AS is_filed ${FILED} AND local_id = @localId AND ${FILTERS}`,
} as const

const BEFORE: { readonly [O in LibraryOrder]: (a: PageRow, b: PageRow) => number } = {
  newest: (a, b) => b.at - a.at || b.local_id - a.local_id,
  oldest: (a, b) => a.at - b.at || a.local_id - b.local_id,
  largest: (a, b) => b.bytes - a.bytes || b.local_id - a.local_id,
}

/** What was sent in all conversations, narrowed and in an order; read from indexes, page by page. */
export class LibraryPages {
  readonly #pages: { readonly [O in LibraryOrder]: Statement<PageRow> }
  readonly #count: Statement<{ n: number }>
  readonly #countNarrowed: Statement<{ n: number }>
  readonly #one: Statement<object>

  constructor(database: Database) {
    this.#pages = {
      newest: database.prepare(LIBRARY_SQL.newest),
      oldest: database.prepare(LIBRARY_SQL.oldest),
      largest: database.prepare(LIBRARY_SQL.largest),
    }
    this.#count = database.prepare(LIBRARY_SQL.count)
    this.#countNarrowed = database.prepare(LIBRARY_SQL.countNarrowed)
    this.#one = database.prepare(LIBRARY_SQL.one)
  }

  /** Of several kinds the beginnings are read, and of these the beginning. */
  page(query: LibraryQuery): StoredLibraryPage {
    const { order, limit, after } = query
    const values = { ...valuesOf(query), ...from(order, after), limit: limit + 1 }
    const narrowed = after === undefined ? values : { ...values, ...beyond(order, after, values) }
    const rows = kindsOf(query)
      .flatMap((kind) => this.#pages[order].all({ ...narrowed, kind: LIBRARY_NUMBERS[kind] }))
      .sort(BEFORE[order])
    const localIds = rows.slice(0, limit).map(({ local_id: localId }) => asLocalId(localId))
    const last = rows[limit - 1]
    if (rows.length <= limit || last === undefined) return { localIds }
    return { localIds, next: { at: last.at, bytes: last.bytes, localId: asLocalId(last.local_id) } }
  }

  /** Of every kind, whatever kind is asked for. */
  counts({ kind: _, ...filters }: LibraryFilters): LibraryCounts {
    const count = (kind: number): number =>
      (Object.keys(filters).length === 0 ? this.#count.get({ kind }) : this.#countNarrowed.get({ ...valuesOf(filters), kind }))?.n ?? 0
    return Object.fromEntries(LIBRARY_KINDS.map((kind) => [kind, count(LIBRARY_NUMBERS[kind])])) as LibraryCounts
  }

  /** Whether a message is one of these. */
  has(localId: LocalId, filters: LibraryFilters): boolean {
    const values = { ...valuesOf(filters), localId }
    return kindsOf(filters).some((kind) => this.#one.get({ ...values, kind: LIBRARY_NUMBERS[kind] }) !== undefined)
  }
}

function kindsOf({ kind }: LibraryFilters): readonly LibraryKind[] {
  return kind === undefined ? LIBRARY_KINDS : [kind]
}

function valuesOf({ senderId, conversationId, from, to, minBytes, maxBytes }: LibraryFilters) {
  return {
    senderId: senderId ?? null,
    conversationId: conversationId ?? null,
    from: from ?? FIRST,
    to: to ?? LAST,
    minBytes: minBytes ?? 0,
    maxBytes: maxBytes ?? LAST,
  }
}

/** The cursor as its statement takes it; without one before all that there can be. */
function from(order: LibraryOrder, after: LibraryCursor | undefined): Readonly<Record<string, number>> {
  const localId = after?.localId ?? (order === 'oldest' ? FIRST : LAST)
  if (order === 'largest') return { bytes: after?.bytes ?? LAST, localId }
  return { at: after?.at ?? (order === 'oldest' ? FIRST : LAST), localId }
}

/** The cursor bounds the seek too. */
function beyond(order: LibraryOrder, { at, bytes }: LibraryCursor, { from, to, maxBytes }: ReturnType<typeof valuesOf>) {
  if (order === 'newest') return { to: Math.min(to, at) }
  return order === 'oldest' ? { from: Math.max(from, at) } : { maxBytes: Math.min(maxBytes, bytes) }
}
