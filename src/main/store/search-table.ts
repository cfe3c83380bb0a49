import type { FoundMessages, MessageQuery } from '@shared/search'
import type { Database, Statement } from './database'
import { wireTypeOf } from './message-content'
import { storedMessage, toMessage, type MessageRow } from './message-row'
import { isSilent } from '@shared/silent-message'
import { DOC_TIME_MS, naturalDocId } from './search-docs'
import type { SearchIndex } from './search-index'
import { ftsQuery } from './search-terms'
import { matchRanges, matchesQuery, parseQuery, type SearchQuery } from './search-text'
import { searchableText } from './searchable-text'

type CandidateRow = MessageRow & { readonly doc_id: number }
/** As SQL has them: what is not asked for is null, kinds are a JSON list of types. */
type Filters = { readonly conversationId: string | null; readonly senderId: string | null; readonly types: string | null }
type Candidate = { readonly row: MessageRow; readonly at: number; readonly text: string }

/**
 * Candidates from the index, newest first but for those that were moved up (`search-docs`), joined with their rows. The
 * labels in the query do the filtering; the conditions only see to it that case in an id counts.
 */
export const SEARCH_SQL = `
SELECT d.doc_id, m.* FROM messages_fts f CROSS JOIN search_docs d ON d.doc_id = f.rowid
CROSS JOIN messages m ON m.local_id = d.local_id
WHERE f.messages_fts MATCH @query AND f.rowid >= @first AND f.rowid <= @last
  AND (@conversationId IS NULL OR m.conversation_id = @conversationId)
  AND (@senderId IS NULL OR m.sender_id = @senderId)
  AND (@types IS NULL OR m.type IN (SELECT value FROM json_each(@types)))
ORDER BY f.rowid DESC`

/** As above without words and labels: all there is of a time, by its numbers. */
export const SEARCH_TIME_SQL = `
SELECT d.doc_id, m.* FROM search_docs d CROSS JOIN messages m ON m.local_id = d.local_id
WHERE d.doc_id >= @first AND d.doc_id <= @last
ORDER BY d.doc_id DESC`

/** What came last and has no entry: it is looked at itself, as if each stood at the newest place. */
export const SEARCH_TAIL_SQL = `
SELECT ${Number.MAX_SAFE_INTEGER} AS doc_id, m.* FROM messages m
WHERE m.local_id > @from
  AND (@conversationId IS NULL OR m.conversation_id = @conversationId)
  AND (@senderId IS NULL OR m.sender_id = @senderId)
  AND (@types IS NULL OR m.type IN (SELECT value FROM json_each(@types)))
ORDER BY m.local_id DESC`

/** Full-text search: right and fast for Chinese from one character on, English words by prefix, and both mixed. */
export class SearchTable {
  readonly #index: Pick<SearchIndex, 'docs' | 'tail'>
  readonly #tail: Statement<CandidateRow>
  readonly #candidates: Statement<CandidateRow>
  readonly #ofTime: Statement<CandidateRow>

  constructor(database: Database, index: Pick<SearchIndex, 'docs' | 'tail'>) {
    this.#index = index
    this.#tail = database.prepare(SEARCH_TAIL_SQL)
    this.#candidates = database.prepare(SEARCH_SQL)
    this.#ofTime = database.prepare(SEARCH_TIME_SQL)
  }

  /**
   * The newest matches first, by `(at, localId)`. Without words the filters alone decide; words that nothing could be
   * found by, and neither words nor filters, find nothing.
   */
  messages(search: MessageQuery): FoundMessages {
    const query = parseQuery(search.text)
    if (query === undefined && (search.text.trim() !== '' || !isNarrowed(search))) return { items: [], hasMore: false }
    const found = this.#collect(search, query)
    const items = found.slice(0, search.limit).map(({ row, text }) => ({
      message: toMessage(storedMessage(row)),
      text,
      ranges: query === undefined ? [] : matchRanges(query, text),
    }))
    return { items, hasMore: found.length > search.limit }
  }

  /** The newest matches in order, one more than the limit. */
  #collect(search: MessageQuery, query: SearchQuery | undefined): readonly Candidate[] {
    const found: Candidate[] = []
    for (const row of this.#candidatesOf(search, query)) {
      const oldest = found.length > search.limit ? found.at(-1) : undefined
      // This one and all that follow are older than the end of its number's time.
      if (oldest !== undefined && oldest.at >= (row.doc_id + 1) * DOC_TIME_MS) break
      const at = row.sent_at ?? row.local_at
      if (!isWanted(search, at, row.local_id)) continue
      if (oldest !== undefined && isNewer(oldest, { row, at })) continue
      const content = JSON.parse(row.content) as Record<string, unknown>
      if (isSilent(row.type, content)) continue
      const text = searchableText(row.type, content)
      if (query !== undefined && !matchesQuery(query, text)) continue
      const candidate = { row, at, text }
      const place = found.findLastIndex((other) => isNewer(other, candidate)) + 1
      found.splice(place, 0, candidate)
      if (found.length > search.limit + 1) found.pop()
    }
    return found
  }

  *#candidatesOf(search: MessageQuery, query: SearchQuery | undefined): Generator<CandidateRow, void, undefined> {
    const { conversationId, senderId, kinds } = search
    const types = kinds && [...new Set(kinds.map(wireTypeOf))]
    const filters = {
      conversationId: conversationId ?? null,
      senderId: senderId ?? null,
      types: types === undefined ? null : JSON.stringify(types),
    }
    yield* this.#tail.iterate({ from: this.#index.tail.from, ...filters })
    yield* this.#indexed(search, ftsQuery(query, { conversationId, senderId, types }), filters)
  }

  #indexed({ from, to, before }: MessageQuery, query: string, filters: Filters): Iterable<CandidateRow> {
    const newest = Math.min(to ?? Infinity, before?.at ?? Infinity)
    const first = from === undefined ? 0 : naturalDocId(from)
    const last = newest === Infinity ? Number.MAX_SAFE_INTEGER : naturalDocId(newest) + this.#index.docs.maxShift
    if (query === '') return this.#ofTime.iterate({ first, last })
    return this.#candidates.iterate({ query, first, last, ...filters })
  }
}

/** An empty list of kinds is none. */
function isNarrowed({ conversationId, senderId, from, to, kinds = [] }: MessageQuery): boolean {
  return kinds.length > 0 || [conversationId, senderId, from, to].some((filter) => filter !== undefined)
}

type Placed = Pick<Candidate, 'at'> & { readonly row: Pick<MessageRow, 'local_id'> }

function isNewer(a: Placed, b: Placed): boolean {
  return a.at > b.at || (a.at === b.at && a.row.local_id > b.row.local_id)
}

function isWanted({ from, to, before }: MessageQuery, at: number, localId: number): boolean {
  if ((from !== undefined && at < from) || (to !== undefined && at > to)) return false
  return before === undefined || at < before.at || (at === before.at && localId < before.localId)
}
