import type { CliMid, ConversationId, LocalId, Mid, OrderKey, Seq, UserId } from '@shared/ids'
import type { MessageStatus } from '@shared/message'
import type { Database, Statement } from './database'
import { MessageInserts } from './message-inserts'
import { MessagePlaces } from './message-places'
import {
  isSameMessage,
  RECALLED_TYPE,
  SELDOM_COLUMNS,
  seldomValues,
  storedMessage,
  USUAL_COLUMNS,
  usualValues,
  type MessageRow,
  type NewMessage,
  type StoredMessage,
} from './message-row'
import { PendingRecalls } from './pending-recalls'
import type { SearchIndex } from './search-index'
import { TimelinePages, type PageQuery, type StoredPage } from './timeline-pages'
import { positionOf } from './timeline-place'

/**
 * What `insert` did: `inserted`; `duplicate`: held already, nothing changed; `merged`: the held row learned something,
 * the name of a message of mine, its order key, or that the message was recalled; `conflict`: the server holds another
 * message under a `(conversation, seq)` or `(conversation, mid)` that this row has, nothing changed (PROTOCOL 7.1: to be repaired from the server).
 * `localId` is the row that is held now.
 */
export type InsertResult = {
  readonly localId: LocalId
  readonly outcome: 'inserted' | 'duplicate' | 'merged' | 'conflict'
}

/** What the server says of a message that it has: a kind gives what it has (PROTOCOL 4: `mid`, `seq` and the time). */
export type MessageName = { readonly mid?: Mid; readonly seq?: Seq; readonly orderKey?: OrderKey; readonly sentAt?: number }

/** What is being sent waits in the outbox until its fate is known. */
export const RESET_SENDING = `UPDATE messages SET status = 'queued' WHERE local_id IN (SELECT local_id FROM outbox) AND status = 'sending'`

const COLUMNS = [...USUAL_COLUMNS, ...SELDOM_COLUMNS]

export class MessagesTable {
  readonly #database: Database
  readonly #search: SearchIndex
  readonly #pages: TimelinePages
  readonly #inserts: MessageInserts
  readonly #replace: Statement<object>
  readonly places: MessagePlaces
  readonly #recalls: PendingRecalls
  readonly #name: Statement<object>
  readonly #wipe: Statement<object>
  readonly #setStatus: Statement<object>
  readonly #delete: Statement<object>
  readonly #resetSending: Statement<object>
  readonly #byLocalId: Statement<MessageRow>
  readonly #byMid: Statement<MessageRow>
  readonly #anyMid: Statement<{ found: number }>
  readonly #byCliMid: Statement<MessageRow>
  readonly #bySeq: Statement<MessageRow>
  readonly #seqsBelow: Statement<{ seq: number }>
  readonly #detachFrom: Statement<{ local_id: number }>
  readonly #headSeq: Statement<{ head: number | null }>
  readonly #setContent: Statement<object>

  constructor(database: Database, search: SearchIndex) {
    this.#database = database
    this.#search = search
    this.#pages = new TimelinePages(database)
    this.#inserts = new MessageInserts(database)
    this.#replace = database.prepare(
      `UPDATE messages SET (position, ${COLUMNS.join(', ')}) = (?, ${COLUMNS.map(() => '?').join(', ')}) WHERE local_id = ?`,
    )
    this.places = new MessagePlaces(database)
    this.#recalls = new PendingRecalls(database)
    this.#name = database.prepare(
      `UPDATE messages SET mid = ?, seq = ?, order_key = ?, position = ?, sent_at = coalesce(?, sent_at), status = ?,
         fail_code = NULL, fail_reason = NULL
       WHERE local_id = ?`,
    )
    this.#wipe = database.prepare(
      `UPDATE messages SET type = '${RECALLED_TYPE}', content = '{}', reply_to = NULL, mentions = NULL,
         mentions_me = 0 WHERE local_id = ?`,
    )
    this.#setStatus = database.prepare('UPDATE messages SET status = ?, position = ?, fail_code = ?, fail_reason = ? WHERE local_id = ?')
    this.#setContent = database.prepare('UPDATE messages SET content = ? WHERE local_id = ?')
    this.#delete = database.prepare('DELETE FROM messages WHERE local_id = ?')
    this.#resetSending = database.prepare(RESET_SENDING)
    this.#byLocalId = database.prepare('SELECT * FROM messages WHERE local_id = ?')
    this.#byMid = database.prepare('SELECT * FROM messages WHERE mid = ? AND conversation_id = ?')
    this.#anyMid = database.prepare('SELECT 1 AS found FROM messages WHERE mid = ? LIMIT 1')
    this.#byCliMid = database.prepare('SELECT * FROM messages WHERE sender_id = ? AND cli_mid = ?')
    this.#bySeq = database.prepare('SELECT * FROM messages WHERE conversation_id = ? AND seq = ?')
    this.#detachFrom = database.prepare(
      `UPDATE messages SET seq = NULL, mid = NULL, position = @fromSeq - 1
       WHERE conversation_id = @conversationId AND seq >= @fromSeq RETURNING local_id`,
    )
    this.#seqsBelow = database.prepare(
      'SELECT seq FROM messages WHERE conversation_id = +? AND seq IS NOT NULL AND seq < +? ORDER BY seq DESC LIMIT +?',
    )
    this.#headSeq = database.prepare('SELECT max(seq) AS head FROM messages WHERE conversation_id = +? AND seq IS NOT NULL')
  }

  insert(message: NewMessage): InsertResult {
    return this.#database.transaction(() => this.#insertOne(this.#withoutRecalledContent(message)))
  }

  /** As `insert` for each, in one transaction; callers keep to 500 rows, then yield to the event loop. */
  insertBatch(messages: readonly NewMessage[]): readonly InsertResult[] {
    return this.#database.transaction(() => {
      // Nearly always nothing is awaited: asked once, not for each message.
      const isPlain = this.#recalls.isEmpty
      return messages.map((message) => this.#insertOne(isPlain ? message : this.#withoutRecalledContent(message)))
    })
  }

  /** The ack of a message that has no name yet. No other row may have this one: the caller has looked. */
  name(held: StoredMessage, name: MessageName): void {
    this.#database.transaction(() => this.#nameRow(held, name))
  }

  /**
   * The row becomes this message: a conflict that was repaired from the server. Whatever other row has the message's
   * `(conversation, mid)`, `(conversation, seq)` or `(sender, cli_mid)` goes.
   */
  replace(localId: LocalId, message: NewMessage): void {
    this.#database.transaction(() => {
      const held = this.get(localId)
      if (held === undefined) return
      for (const rival of this.#rivals(message)) if (rival.localId !== localId) this.delete(rival.localId)
      this.#search.remove(held)
      this.#replace.run(positionOf(localId, message), ...usualValues(message), ...seldomValues(message), localId)
      this.#search.add(localId, message)
    })
  }

  /**
   * Takes a message's content away, from the index too; its place stays. A target that is not held yet is remembered,
   * so that content which still comes is not kept. Returns the row that changed.
   */
  recall(conversationId: ConversationId, targetSeq: Seq | undefined, targetMid: Mid): StoredMessage | undefined {
    return this.#database.transaction(() => {
      const held = this.byMid(conversationId, targetMid)
      if (held === undefined) {
        // Another message under this seq is a conflict for the inbox to repair, not a reason to wipe it.
        const isTaken = targetSeq !== undefined && this.bySeq(conversationId, targetSeq) !== undefined
        if (!isTaken) this.#recalls.add(conversationId, targetMid)
        return undefined
      }
      if (held.type === RECALLED_TYPE) return undefined
      this.#wipeRow(held)
      return this.get(held.localId)
    })
  }

  /**
   * A failed message is anchored behind the newest message that is held now; one that is tried again stands where it
   * was written once more. `failure` belongs to `failed`.
   */
  setStatus(localId: LocalId, status: MessageStatus, failure?: { readonly code: string; readonly reason: string }): void {
    this.#database.transaction(() => {
      const held = this.get(localId)
      if (held === undefined) return
      this.#setStatus.run(status, this.places.afterStatus(held, status), failure?.code ?? null, failure?.reason ?? null, localId)
    })
  }

  setContent(localId: LocalId, content: StoredMessage['content']): void {
    this.#database.transaction(() => {
      const held = this.get(localId)
      if (held === undefined) return
      this.#search.remove(held)
      this.#setContent.run(JSON.stringify(content), localId)
      this.#search.add(localId, { ...held, content })
    })
  }

  get(localId: LocalId): StoredMessage | undefined {
    return valueOf(this.#byLocalId.get(localId))
  }

  /** Mids repeat in other conversations. */
  byMid(conversationId: ConversationId, mid: Mid): StoredMessage | undefined {
    return valueOf(this.#byMid.get(mid, conversationId))
  }

  hasMid(mid: Mid): boolean {
    return this.#anyMid.get(mid) !== undefined
  }

  byCliMid(senderId: UserId, cliMid: CliMid): StoredMessage | undefined {
    return valueOf(this.#byCliMid.get(senderId, cliMid))
  }

  bySeq(conversationId: ConversationId, seq: Seq): StoredMessage | undefined {
    return valueOf(this.#bySeq.get(conversationId, seq))
  }

  /**
   * The server was restored from a backup and numbers anew from `fromSeq` on: what is held there keeps its place in the
   * timeline, and loses its names, which now belong to others. Returns the rows.
   */
  detachFrom(conversationId: ConversationId, fromSeq: Seq): readonly LocalId[] {
    return this.#detachFrom.all({ fromSeq, conversationId }).map(({ local_id }) => local_id as LocalId)
  }

  /** The row goes with its outbox entry and its log. */
  delete(localId: LocalId): void {
    this.#database.transaction(() => {
      const held = this.get(localId)
      if (held === undefined) return
      this.#search.remove(held)
      this.#delete.run(localId)
    })
  }

  /** The newest seqs below one that held messages have, descending. */
  seqsBelow(conversationId: ConversationId, seq: number, limit: number): readonly number[] {
    return this.#seqsBelow.all(conversationId, seq, limit).map((row) => row.seq)
  }

  /** The highest seq that a held message of this conversation has; 0 = none. */
  headSeq(conversationId: ConversationId): number {
    return this.#headSeq.get(conversationId)?.head ?? 0
  }

  page(query: PageQuery): StoredPage {
    return this.#pages.page(query)
  }

  /** At start: what was on its way when the app ended is sent again (PROTOCOL 7.5). Returns how many. */
  resetSending(): number {
    return this.#resetSending.run().changes
  }

  #insertOne(message: NewMessage): InsertResult {
    const localId = this.#inserts.insert(message)
    if (localId === undefined) return this.#meetHeld(message)
    this.#search.addNew(localId, message)
    return { localId, outcome: 'inserted' }
  }

  /** A unique index refused the row: which message is it, and does the held one learn from it? */
  #meetHeld(message: NewMessage): InsertResult {
    const [held] = this.#rivals(message)
    if (held === undefined) throw new Error('a message was refused as held, but nothing like it is')
    const { localId } = held
    if (isSameMessage(held, message) && held.conversationId === message.conversationId) {
      const isOtherSeq = held.seq !== undefined && message.seq !== undefined && held.seq !== message.seq
      return isOtherSeq ? { localId, outcome: 'conflict' } : { localId, outcome: this.#learn(held, message) ? 'merged' : 'duplicate' }
    }
    // The server gave a second message the cli_mid of another, against PROTOCOL 4: both are real, kept by their mids.
    const isOnlySameCliMid = message.mid !== undefined && this.#rivals({ ...message, cliMid: undefined }).length === 0
    return isOnlySameCliMid ? this.#insertOne({ ...message, cliMid: undefined }) : { localId, outcome: 'conflict' }
  }

  /** Takes over what the server's copy knows and the held row does not. */
  #learn(held: StoredMessage, message: NewMessage): boolean {
    // What has a seq needs no key.
    const names = held.seq === undefined ? (['mid', 'seq', 'orderKey'] as const) : (['mid'] as const)
    const isNamed = names.some((name) => held[name] === undefined && message[name] !== undefined)
    const isRecalled = message.type === RECALLED_TYPE && held.type !== RECALLED_TYPE
    if (isNamed) this.#nameRow(held, message)
    if (isRecalled) this.#wipeRow(this.get(held.localId) ?? held)
    return isNamed || isRecalled
  }

  /** Held messages that are, or claim to be, this one: by mid first, the strongest name. */
  #rivals({ conversationId, senderId, mid, seq, cliMid }: NewMessage): readonly StoredMessage[] {
    const found = [
      mid === undefined ? undefined : this.byMid(conversationId, mid),
      seq === undefined ? undefined : this.bySeq(conversationId, seq),
      cliMid === undefined ? undefined : this.byCliMid(senderId, cliMid),
    ]
    return found.filter((row) => row !== undefined)
  }

  /** The first name holds. Without any that orders it, it stays where it is. */
  #nameRow(held: StoredMessage, name: MessageName): void {
    const { localId, conversationId } = held
    const mid = held.mid ?? name.mid
    const seq = held.seq ?? name.seq
    const orderKey = seq === undefined ? (held.orderKey ?? name.orderKey) : undefined
    const position = this.places.ofNamed(held, { seq, orderKey })
    const status = held.isMine ? 'sent' : 'received'
    this.#name.run(mid ?? null, seq ?? null, orderKey ?? null, position, name.sentAt ?? null, status, localId)
    if (name.sentAt !== undefined) this.#search.retime(held, name.sentAt)
    // Taken back by another device of mine before this one learned its name.
    if (mid !== undefined && this.#recalls.settle(conversationId, mid)) this.#wipeRow(this.get(localId) ?? held)
  }

  #wipeRow(held: StoredMessage): void {
    this.#search.remove(held)
    this.#wipe.run(held.localId)
  }

  #withoutRecalledContent(message: NewMessage): NewMessage {
    if (message.mid === undefined || !this.#recalls.settle(message.conversationId, message.mid)) return message
    return { ...message, type: RECALLED_TYPE, content: {}, replyTo: undefined, mentions: [], mentionsMe: false }
  }
}

function valueOf(row: MessageRow | undefined): StoredMessage | undefined {
  return row === undefined ? undefined : storedMessage(row)
}
