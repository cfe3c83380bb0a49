import type { ConversationId } from '@shared/ids'
import type { TimelineAnchor } from '@shared/ipc'
import type { Database, Statement } from './database'
import { storedMessage, type MessageRow, type StoredMessage } from './message-row'
import { SILENT_SQL } from './silent-messages'
import { UNNAMED_POSITION } from './timeline-place'

export type PageQuery = {
  readonly conversationId: ConversationId
  readonly anchor: TimelineAnchor
  readonly limit: number
}

/** A stretch of a timeline, ascending by `(position, localId)`. */
export type StoredPage = {
  readonly rows: readonly StoredMessage[]
  readonly hasOlder: boolean
  readonly hasNewer: boolean
}

type Place = { readonly position: number; readonly local_id: number }

/** Behind every message there can be. */
const END: Place = { position: Number.MAX_SAFE_INTEGER, local_id: Number.MAX_SAFE_INTEGER }

/** The statements, each served by `messages_timeline` or a unique index: the tests look at their plans. */
export const PAGE_SQL = {
  older: `SELECT * FROM messages WHERE conversation_id = +? AND (position, local_id) < (+?, +?)
    ORDER BY position DESC, local_id DESC LIMIT +?`,
  newer: `SELECT * FROM messages WHERE conversation_id = +? AND (position, local_id) > (+?, +?)
    ORDER BY position, local_id LIMIT +?`,
  from: `SELECT * FROM messages WHERE conversation_id = +? AND (position, local_id) >= (+?, +?)
    ORDER BY position, local_id LIMIT +?`,
  byLocalId: 'SELECT position, local_id FROM messages WHERE local_id = ? AND conversation_id = ?',
  byMid: 'SELECT position, local_id FROM messages WHERE mid = ? AND conversation_id = ?',
  byTime: `SELECT position, local_id FROM messages WHERE conversation_id = +? AND coalesce(sent_at, local_at) >= ?
    ORDER BY position, local_id LIMIT 1`,
  firstUnread: `SELECT position, local_id FROM messages
    WHERE conversation_id = +@conversationId AND is_mine = 0
      AND position > coalesce((SELECT max(read_seq, read_key) FROM conversations WHERE conversation_id = @conversationId), 0)
      AND (seq IS NOT NULL OR order_key IS NOT NULL OR position >= ${UNNAMED_POSITION}
        AND local_id > (SELECT read_local_id FROM conversations WHERE conversation_id = @conversationId))
      AND NOT ${SILENT_SQL}
    ORDER BY position, local_id LIMIT 1`,
} as const

/** Reads stretches of a timeline from any anchor, both directions, in one index seek each. */
export class TimelinePages {
  readonly #older: Statement<MessageRow>
  readonly #newer: Statement<MessageRow>
  readonly #from: Statement<MessageRow>
  readonly #byLocalId: Statement<Place>
  readonly #byMid: Statement<Place>
  readonly #byTime: Statement<Place>
  readonly #firstUnread: Statement<Place>

  constructor(database: Database) {
    this.#older = database.prepare(PAGE_SQL.older)
    this.#newer = database.prepare(PAGE_SQL.newer)
    this.#from = database.prepare(PAGE_SQL.from)
    this.#byLocalId = database.prepare(PAGE_SQL.byLocalId)
    this.#byMid = database.prepare(PAGE_SQL.byMid)
    this.#byTime = database.prepare(PAGE_SQL.byTime)
    this.#firstUnread = database.prepare(PAGE_SQL.firstUnread)
  }

  /** An anchor that names no message of this conversation is the end. */
  page({ conversationId, anchor, limit }: PageQuery): StoredPage {
    switch (anchor.at) {
      case 'end':
        return this.#before(conversationId, END, limit)
      case 'before':
        return this.#before(conversationId, { position: anchor.position, local_id: anchor.localId }, limit)
      case 'after':
        return this.#after(conversationId, { position: anchor.position, local_id: anchor.localId }, limit)
      case 'message':
        return this.#around(conversationId, this.#byLocalId.get(anchor.localId, conversationId), limit)
      case 'mid':
        return this.#around(conversationId, this.#byMid.get(anchor.mid, conversationId), limit)
      case 'date':
        return this.#around(conversationId, this.#byTime.get(conversationId, anchor.time), limit)
      case 'unread': {
        const first = this.#firstUnread.get({ conversationId })
        if (first === undefined) return this.#before(conversationId, END, Math.ceil(limit / 2))
        return this.#around(conversationId, first, limit)
      }
    }
  }

  #before(conversationId: ConversationId, { position, local_id }: Place, limit: number): StoredPage {
    const rows = this.#older.all(conversationId, position, local_id, limit + 1)
    const hasNewer = this.#from.get(conversationId, position, local_id, 1) !== undefined
    return stretch(rows.slice(0, limit).reverse(), rows.length > limit, hasNewer)
  }

  #after(conversationId: ConversationId, { position, local_id }: Place, limit: number): StoredPage {
    const rows = this.#newer.all(conversationId, position, local_id, limit + 1)
    // The cursor's own message, or whatever stands before it.
    const hasOlder = this.#older.get(conversationId, position, local_id + 1, 1) !== undefined
    return stretch(rows.slice(0, limit), hasOlder, rows.length > limit)
  }

  /** Half before the place, half from it on; what one side lacks the other gives. */
  #around(conversationId: ConversationId, place: Place | undefined, limit: number): StoredPage {
    if (place === undefined) return this.#before(conversationId, END, limit)
    const older = this.#older.all(conversationId, place.position, place.local_id, limit + 1)
    const newer = this.#from.all(conversationId, place.position, place.local_id, limit + 1)
    const half = Math.floor(limit / 2)
    const olderCount = Math.min(older.length, Math.max(half, limit - newer.length), limit)
    const newerCount = Math.min(newer.length, limit - olderCount)
    const rows = [...older.slice(0, olderCount).reverse(), ...newer.slice(0, newerCount)]
    return stretch(rows, older.length > olderCount, newer.length > newerCount)
  }
}

function stretch(rows: readonly MessageRow[], hasOlder: boolean, hasNewer: boolean): StoredPage {
  return { rows: rows.map(storedMessage), hasOlder, hasNewer }
}
