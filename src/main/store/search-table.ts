import type { ConversationId, UserId } from '@shared/ids'
import type { Message } from '@shared/message'
import type { Database, Statement } from './database'
import { storedMessage, toMessage, type MessageRow } from './message-row'
import { LOCAL_IDS, TIME_BUCKET_MS } from './search-index'
import { ftsQuery, matchRanges, matchesQuery, parseQuery, type SearchQuery, type TextRange } from './search-text'
import { searchableText } from './searchable-text'

export type MessageSearch = {
  readonly text: string
  readonly conversationId?: ConversationId
  readonly senderId?: UserId
  /** Epoch ms, both included. */
  readonly from?: number
  readonly to?: number
  /** Wire types. */
  readonly kinds?: readonly string[]
  readonly limit: number
  /** The last item of the page before. */
  readonly before?: SearchCursor
}

export type SearchCursor = { readonly at: number; readonly localId: number }

/** `text` is what was searched, `ranges` where the terms stand in it: UTF-16 offsets, ascending, apart. */
export type FoundMessage = {
  readonly message: Message
  readonly text: string
  readonly snippetRanges: readonly TextRange[]
}
export type FoundMessages = { readonly items: readonly FoundMessage[]; readonly hasMore: boolean }

type CandidateRow = MessageRow & { readonly index_id: number }
type Candidate = { readonly row: MessageRow; readonly at: number; readonly text: string }

const LAST_INDEX_ID = Number.MAX_SAFE_INTEGER

/** Candidates from the index, newest bucket first, joined with their rows; the filters are optional. */
export const SEARCH_SQL = `
SELECT f.rowid AS index_id, m.* FROM messages_fts f CROSS JOIN messages m ON m.local_id = f.rowid % ${LOCAL_IDS}
WHERE f.messages_fts MATCH @query AND f.rowid >= @first AND f.rowid <= @last
  AND (@conversationId IS NULL OR m.conversation_id = @conversationId)
  AND (@senderId IS NULL OR m.sender_id = @senderId)
  AND (@kinds IS NULL OR m.type IN (SELECT value FROM json_each(@kinds)))
ORDER BY f.rowid DESC`

/** Full-text search: right and fast for Chinese from one character on, English words by prefix, and both mixed. */
export class SearchTable {
  readonly #candidates: Statement<CandidateRow>

  constructor(database: Database) {
    this.#candidates = database.prepare(SEARCH_SQL)
  }

  /** The newest matches first, by `(at, localId)`; nothing searchable finds nothing. */
  messages(search: MessageSearch): FoundMessages {
    const query = parseQuery(search.text)
    if (query === undefined) return { items: [], hasMore: false }
    const found = this.#collect(search, query)
    const items = found.slice(0, search.limit).map(({ row, text }) => ({
      message: toMessage(storedMessage(row)),
      text,
      snippetRanges: matchRanges(query, text),
    }))
    return { items, hasMore: found.length > search.limit }
  }

  /**
   * One more than the limit. Index ids ascend with time in steps of a bucket only, so a bucket is read to its end
   * before what it holds is put in order.
   */
  #collect(search: MessageSearch, query: SearchQuery): readonly Candidate[] {
    const found: Candidate[] = []
    let bucketStart = LAST_INDEX_ID
    for (const row of this.#candidates.iterate(parametersOf(search, query))) {
      if (row.index_id < bucketStart) {
        if (found.length > search.limit) break
        bucketStart = row.index_id - (row.index_id % LOCAL_IDS)
      }
      const at = row.sent_at ?? row.local_at
      if (!isWanted(search, at, row.local_id)) continue
      const text = searchableText(row.type, JSON.parse(row.content) as Record<string, unknown>)
      if (matchesQuery(query, text)) found.push({ row, at, text })
    }
    return found.sort((a, b) => b.at - a.at || b.row.local_id - a.row.local_id).slice(0, search.limit + 1)
  }
}

function parametersOf(search: MessageSearch, query: SearchQuery): Record<string, string | number | null> {
  const newest = Math.min(search.to ?? Infinity, search.before?.at ?? Infinity)
  return {
    query: ftsQuery(query),
    first: search.from === undefined ? 0 : bucketOf(search.from) * LOCAL_IDS,
    last: newest === Infinity ? LAST_INDEX_ID : (bucketOf(newest) + 1) * LOCAL_IDS - 1,
    conversationId: search.conversationId ?? null,
    senderId: search.senderId ?? null,
    kinds: search.kinds === undefined ? null : JSON.stringify(search.kinds),
  }
}

function bucketOf(at: number): number {
  return Math.floor(Math.max(0, at) / TIME_BUCKET_MS)
}

function isWanted({ from, to, before }: MessageSearch, at: number, localId: number): boolean {
  if ((from !== undefined && at < from) || (to !== undefined && at > to)) return false
  return before === undefined || at < before.at || (at === before.at && localId < before.localId)
}
