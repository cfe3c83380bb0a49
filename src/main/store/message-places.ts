import type { ConversationId, LocalId } from '@shared/ids'
import type { Database, Statement } from './database'
import type { StoredMessage } from './message-row'
import { positionBehind, positionOf, UNNAMED_POSITION } from './timeline-place'

type PlaceRow = { readonly position: number; readonly local_id: number }

/** Moves rows in their timelines, and knows where one belongs that failed. See `timeline-place`. */
export class MessagePlaces {
  readonly #set: Statement<object>
  readonly #newest: Statement<{ position: number }>
  readonly #newestBefore: Statement<{ position: number }>
  readonly #lastUnnamed: Statement<PlaceRow>
  readonly #hasCome: Statement<{ found: number }>
  readonly #keepRead: Statement<object>

  constructor(database: Database) {
    this.#set = database.prepare('UPDATE messages SET position = ? WHERE local_id = ?')
    this.#newest = database.prepare(PLACE_SQL.newest)
    this.#newestBefore = database.prepare(PLACE_SQL.newestBefore)
    this.#lastUnnamed = database.prepare(PLACE_SQL.lastUnnamed)
    this.#hasCome = database.prepare(PLACE_SQL.hasCome)
    this.#keepRead = database.prepare(
      `UPDATE conversations SET read_key = max(read_key, @orderKey)
       WHERE conversation_id = @conversationId AND read_local_id >= @localId`,
    )
  }

  set(localId: LocalId, position: number): void {
    this.#set.run(position, localId)
  }

  /** The newest order key of a conversation, or seq, as its kind has it; 0 where there is none. */
  newest(conversationId: ConversationId): number {
    return this.#newest.get(conversationId)?.position ?? 0
  }

  /** The newest order key that was held when this message was written: what the server made of it is not older. */
  newestBefore({ conversationId, localId }: Pick<StoredMessage, 'conversationId' | 'localId'>): number {
    return this.#newestBefore.get(conversationId, localId)?.position ?? 0
  }

  /** Where it stands once its state is another one. */
  afterStatus(held: StoredMessage, status: StoredMessage['status']): number {
    const isPlaced = held.seq !== undefined || held.orderKey !== undefined
    if (status === 'failed' && !isPlaced) return this.#ofFailed(held)
    return held.status === 'failed' ? positionOf(held.localId, held) : held.position
  }

  /** A message that had no place gets one. What was read as it came is still read. */
  ofNamed(held: StoredMessage, { seq, orderKey }: Pick<StoredMessage, 'seq' | 'orderKey'>): number {
    const { localId, conversationId, isMine } = held
    if (seq === undefined && orderKey === undefined) return this.afterStatus(held, 'sent')
    if (seq === undefined && orderKey !== undefined && held.orderKey === undefined && !isMine) {
      this.#keepRead.run({ orderKey, conversationId, localId })
    }
    return positionOf(localId, { seq, orderKey })
  }

  /** A message without a name, behind all of its conversation. Returns where that is. */
  standAtEnd({ localId, conversationId }: Pick<StoredMessage, 'localId' | 'conversationId'>): number {
    const last = this.#lastUnnamed.get(conversationId)
    const isLast = last === undefined || last.local_id === localId
    const position = isLast
      ? (last?.position ?? positionOf(localId, {}))
      : positionBehind(localId, { position: last.position, localId: last.local_id as LocalId })
    if (!isLast) this.set(localId, position)
    return position
  }

  /** Behind the newest message; where these have no order but that in which they came, it stands in it already. */
  #ofFailed({ conversationId, position }: StoredMessage): number {
    const newest = this.#newest.get(conversationId)
    if (newest !== undefined) return newest.position
    return this.#hasCome.get(conversationId) === undefined ? 0 : position
  }
}

/** Each served by `messages_timeline`. */
export const PLACE_SQL = {
  newest: `SELECT position FROM messages WHERE conversation_id = +? AND position < ${UNNAMED_POSITION}
    AND (seq IS NOT NULL OR order_key IS NOT NULL) ORDER BY position DESC LIMIT 1`,
  newestBefore: `SELECT position FROM messages WHERE conversation_id = +? AND position < ${UNNAMED_POSITION}
    AND order_key IS NOT NULL AND local_id < ? ORDER BY position DESC LIMIT 1`,
  lastUnnamed: `SELECT position, local_id FROM messages WHERE conversation_id = +? AND position >= ${UNNAMED_POSITION}
    ORDER BY position DESC, local_id DESC LIMIT 1`,
  hasCome: `SELECT 1 AS found FROM messages WHERE conversation_id = +? AND position >= ${UNNAMED_POSITION}
    AND status IN ('sent', 'unconfirmed', 'received') LIMIT 1`,
} as const
