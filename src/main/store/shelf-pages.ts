import type { ConversationId, LocalId } from '@shared/ids'
import type { Shelf, ShelfAnchor, ShelfQuery } from '@shared/shelf'
import type { Database, Statement } from './database'
import { type MessageRow, storedMessage, type StoredMessage } from './message-row'
import { SHELF_NUMBERS, SHELF_SQL } from './shelves'

/** A stretch of a shelf, ascending by `(position, localId)`; `older` and `newer`: how many stand beside it. */
export type StoredShelfPage = { readonly rows: readonly StoredMessage[]; readonly older: number; readonly newer: number }

type Place = { readonly position: number; readonly local_id: number }

/** Behind every message there can be. */
const END: Place = { position: Number.MAX_SAFE_INTEGER, local_id: Number.MAX_SAFE_INTEGER }

const SHELVED = `FROM messages WHERE conversation_id = +? AND ${SHELF_SQL} = +?`

/** The statements, each served by `messages_shelved`: the tests look at their plans. */
export const SHELF_PAGE_SQL = {
  older: `SELECT * ${SHELVED} AND (position, local_id) < (+?, +?) ORDER BY position DESC, local_id DESC LIMIT +?`,
  from: `SELECT * ${SHELVED} AND (position, local_id) >= (+?, +?) ORDER BY position, local_id LIMIT +?`,
  countOlder: `SELECT count(*) AS n ${SHELVED} AND (position, local_id) < (+?, +?)`,
  countNewer: `SELECT count(*) AS n ${SHELVED} AND (position, local_id) > (+?, +?)`,
  countBetween: `SELECT count(*) AS n ${SHELVED} AND coalesce(sent_at, local_at) >= ? AND coalesce(sent_at, local_at) < ?`,
} as const

/** Reads what a conversation has of one shelf, from any anchor, in both directions. */
export class ShelfPages {
  readonly #older: Statement<MessageRow>
  readonly #from: Statement<MessageRow>
  readonly #countOlder: Statement<{ n: number }>
  readonly #countNewer: Statement<{ n: number }>
  readonly #countBetween: Statement<{ n: number }>
  readonly #place: Statement<Place>

  constructor(database: Database) {
    this.#older = database.prepare(SHELF_PAGE_SQL.older)
    this.#from = database.prepare(SHELF_PAGE_SQL.from)
    this.#countOlder = database.prepare(SHELF_PAGE_SQL.countOlder)
    this.#countNewer = database.prepare(SHELF_PAGE_SQL.countNewer)
    this.#countBetween = database.prepare(SHELF_PAGE_SQL.countBetween)
    this.#place = database.prepare('SELECT position, local_id FROM messages WHERE local_id = ? AND conversation_id = ?')
  }

  /** Around a message that is not there any more it is the end. */
  page({ conversationId, shelf, anchor, limit }: ShelfQuery): StoredShelfPage {
    const of = [conversationId, SHELF_NUMBERS[shelf]] as const
    const rows = this.#rows(of, anchor, limit)
    const [first, last] = [rows[0], rows.at(-1)]
    if (first === undefined || last === undefined) return { rows: [], older: 0, newer: 0 }
    return {
      rows: rows.map(storedMessage),
      older: this.#countOlder.get(...of, first.position, first.local_id)?.n ?? 0,
      newer: this.#countNewer.get(...of, last.position, last.local_id)?.n ?? 0,
    }
  }

  /** How many were said from a moment on and before another, epoch ms. */
  count(conversationId: ConversationId, shelf: Shelf, from: number, to: number): number {
    return this.#countBetween.get(conversationId, SHELF_NUMBERS[shelf], from, to)?.n ?? 0
  }

  #rows(of: readonly [ConversationId, number], anchor: ShelfAnchor, limit: number): readonly MessageRow[] {
    const before = ({ position, local_id }: Place, n: number): readonly MessageRow[] =>
      this.#older.all(...of, position, local_id, n).toReversed()
    switch (anchor.at) {
      case 'end':
        return before(END, limit)
      case 'before':
        return before({ position: anchor.position, local_id: anchor.localId }, limit)
      case 'after':
        return this.#from.all(...of, anchor.position, anchor.localId + 1, limit)
      case 'message': {
        const place = this.#placeOf(of[0], anchor.localId)
        if (place === undefined) return before(END, limit)
        const newer = this.#from.all(...of, place.position, place.local_id, limit)
        const older = before(place, limit)
        // Half of it before, and whatever one side lacks from the other.
        const wanted = Math.min(limit - 1, Math.max(Math.floor(limit / 2), limit - newer.length))
        const kept = older.slice(Math.max(0, older.length - wanted))
        return [...kept, ...newer.slice(0, limit - kept.length)]
      }
    }
  }

  #placeOf(conversationId: ConversationId, localId: LocalId): Place | undefined {
    return this.#place.get(localId, conversationId)
  }
}
