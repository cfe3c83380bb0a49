import type { ConversationId, LocalId, PartId } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import type { ChatLink } from '../../kinds/kind/chat-link'
import type { ChatSession, PackedMessage } from '../../kinds/kind/chat-session'
import type { Clock } from '../../lib/clock'
import type { Logger } from '../../lib/logger'
import { isNamed, type NewMessage, type StoredMessage } from '../../store/message-row'
import type { Store } from '../../store/store'
import type { Changes } from '../../store/changes'
import type { Inbox } from '../intake/inbox'
import { afterSilence, goesAgain, NoAnswer } from './no-answer'
import { OutboxAnswers } from './outbox-answers'
import { OutboxEntries, queuedOf } from './outbox-entries'
import { OutboxParts } from './outbox-parts'
import { OutboxQueue, type Queued } from './outbox-queue'
import type { StoreWriter } from '../../store/store-writer'
import { TimerSet } from '../../lib/timer-set'
import type { Me } from '../writing/own-message'
import { WriteLog } from './write-log'

/** How long an ack may take, in ms (PROTOCOL 7.5). */
const ACK_LIMIT_MS = 10_000

/** A message that is on its way; one in each conversation. `isWritten`: its server may have it. */
type Flight = { readonly localId: LocalId; tries: number; isWritten: boolean; packed?: PackedMessage }

const newFlight = (localId: LocalId): Flight => ({ localId, tries: 0, isWritten: false })

type Taken = { readonly flight: Flight; readonly row: StoredMessage; readonly packed: PackedMessage }

type OutboxDeps = {
  readonly store: Store
  readonly writer: StoreWriter
  readonly inbox: Inbox
  readonly clock: Clock
  readonly logger: Logger
  readonly me: () => Me
  readonly link: Pick<ChatLink, 'pack' | 'features'>
  /** This connection has had all its tries without an ack: it is not to be trusted. */
  readonly onStuck: () => void
}

/**
 * What the user sends, until the server has it (PROTOCOL 7.5).
 *
 * ```
 *   enqueue ─▶ queued ─pump─▶ sending ─ack──▶ sent
 *                ▲              │ │ └─refused▶ failed         (those behind it go on)
 *                └──── lost ────┘ └─ no ack ─▶ again, same cliMid
 *
 *   what waits for a part of it (an upload) is passed by those behind it (OutboxQueue)
 *   acks `accepted`: no ack on a link that answers ─▶ again, three times ─▶ unconfirmed ──late ack──▶ sent
 *   acks `none`:     sent when it is written
 *   resend `duplicates`: no ack, or lost once it was written ─▶ unconfirmed at once
 * ```
 */
export class Outbox {
  /** What the server says to it; part of the transaction that stores what arrived. */
  readonly answers: OutboxAnswers
  /** What became of the uploads that messages wait for. */
  readonly parts: OutboxParts
  readonly #deps: OutboxDeps
  readonly #entries: OutboxEntries
  readonly #noAnswer: NoAnswer
  readonly #queue = new OutboxQueue()
  readonly #flights = new Map<ConversationId, Flight>()
  readonly #writeLog: WriteLog
  readonly #timers: TimerSet
  #session: ChatSession | undefined

  constructor(deps: OutboxDeps) {
    this.#deps = deps
    this.#timers = new TimerSet(deps.clock)
    this.#writeLog = new WriteLog(deps.store)
    this.#entries = new OutboxEntries(deps)
    this.#noAnswer = new NoAnswer({ ...deps, writeLog: this.#writeLog })
    this.answers = new OutboxAnswers({ ...deps, writeLog: this.#writeLog })
    this.parts = new OutboxParts({ ...deps, answers: this.answers, queue: this.#queue, onDone: () => this.pump() })
  }

  /** The server asked to wait until then, epoch ms. */
  get pausedUntil(): number | undefined {
    return this.#timers.dueAt('pause')
  }

  /** Notes on disk when its messages were written, which otherwise goes along with the next transaction. */
  saveWrites(): void {
    this.#deps.writer.owe('writes', (changes) => this.#writeLog.save(changes))
  }

  /** Before anything else: what was on its way when the app ended waits again, or is left to the person. */
  start(): void {
    const { writer, link } = this.#deps
    writer.owe('sending', (changes) => this.#noAnswer.restart(link.features, changes))
  }

  /** Stores a message to be sent; on disk when this returns. With nothing before it, its first try is noted along. */
  enqueue(message: NewMessage, packed: PackedMessage, waitsFor?: PartId): Result<LocalId> {
    const { writer } = this.#deps
    const session = waitsFor === undefined && this.#canGoAtOnce(message.conversationId) ? this.#session : undefined
    const stored = writer.commit((changes) => {
      if (session === undefined) return this.#entries.add(message, waitsFor, changes)
      const entry = this.#entries.add({ ...message, status: 'sending' }, undefined, changes)
      this.#entries.pass(this.#queue.passedBy(entry), changes)
      return entry
    })
    if (!stored.ok) return stored
    if (session === undefined) this.#goOn(stored.value)
    else this.#start(session, stored.value, packed)
    return ok(stored.value.localId)
  }

  /**
   * Stores messages that each wait for a part of theirs, all of them or none; `along` is a part of their transaction. The
   * value has their rows in order.
   */
  enqueueAll(
    messages: readonly { readonly message: NewMessage; readonly waitsFor: PartId | undefined }[],
    along: (localIds: readonly LocalId[], changes: Changes) => void,
  ): Result<readonly LocalId[]> {
    const stored = this.#deps.writer.commit((changes) => {
      const entries = messages.map(({ message, waitsFor }) => this.#entries.add(message, waitsFor, changes))
      along(
        entries.map(({ localId }) => localId),
        changes,
      )
      return entries
    })
    if (!stored.ok) return stored
    for (const entry of stored.value) this.#queue.add(entry)
    this.pump()
    return ok(stored.value.map(({ localId }) => localId))
  }

  /** Queues a failed or unconfirmed message again, under its old name, so that it cannot arrive twice. */
  retry(localId: LocalId): Result<void> {
    const { store, writer } = this.#deps
    const row = store.messages.get(localId)
    if (row === undefined) return failed('not_found')
    if (row.status !== 'failed' && row.status !== 'unconfirmed') return failed('not_failed')
    const stored = writer.commit((changes) => this.#entries.again(row, changes))
    if (!stored.ok) return stored
    this.#goOn(stored.value)
    return ok()
  }

  /** Removes a message that the server never took. */
  remove(localId: LocalId): Result<void> {
    const { store, writer } = this.#deps
    const row = store.messages.get(localId)
    if (row?.status !== 'failed') return failed(row === undefined ? 'not_found' : 'not_failed')
    return writer.commit((changes) => this.#entries.remove(row, changes))
  }

  /** A session came up: everything that waits is sent again, in the order it was written. */
  online(session: ChatSession): void {
    this.#land()
    this.#session = session
    this.#queue.load(this.#deps.store.outbox.list().map(queuedOf))
    this.pump()
  }

  /** The session is gone: what was on its way waits again, or is left to the person. */
  offline(): void {
    if (this.#session === undefined) return
    const { features } = this.#session
    const flights = [...this.#flights.values()]
    this.#session = undefined
    this.#land()
    this.#deps.writer.owe(`requeued ${flights.map(({ localId }) => localId).join()}`, (changes) => {
      this.#writeLog.save(changes)
      for (const { localId, isWritten } of flights) {
        if (goesAgain(features, isWritten)) this.#noAnswer.requeue(localId, changes)
        else this.#noAnswer.leave(localId, 'unconfirmed', changes)
      }
    })
  }

  close(): void {
    this.#session = undefined
    this.#timers.close()
  }

  /** The message of a conversation that goes next. */
  nextOf(conversationId: ConversationId): LocalId | undefined {
    return this.#queue.next(conversationId)
  }

  /** Sends the next message of every conversation that has none on its way. */
  pump(): void {
    if (this.#session === undefined || this.#deps.writer.blockedBy !== undefined || this.pausedUntil !== undefined) return
    const room = this.#session.features.maxInFlight - this.#flights.size
    const waiting = this.#queue.heads().filter(([conversationId]) => !this.#flights.has(conversationId))
    const ready = waiting.slice(0, Math.max(0, room))
    if (ready.length === 0) return
    const flights = ready.map(([conversationId, localId]) => [conversationId, newFlight(localId)] as const)
    for (const [conversationId, flight] of flights) this.#flights.set(conversationId, flight)
    this.#send(flights)
  }

  /** After a commit: forgets what is settled, waits where the server said so, goes on. */
  committed(changes: Changes): void {
    this.#writeLog.committed(changes)
    for (const [conversationId, flight] of this.#flights) {
      if (changes.settled.has(flight.localId) || changes.lacking.has(flight.localId)) this.#landOne(conversationId)
    }
    for (const localId of changes.settled) this.#queue.remove(localId)
    for (const localId of changes.lacking) this.#queue.setPart(localId, 'waiting')
    if (changes.pauseMs !== undefined) this.#pause(changes.pauseMs)
    if (changes.settled.size + changes.lacking.size > 0) this.pump()
  }

  #goOn(entry: Queued): void {
    this.#queue.add(entry)
    this.pump()
  }

  /** One try for each: noted as being sent, then written. What this server could never take fails before that. */
  #send(ready: readonly (readonly [ConversationId, Flight])[]): void {
    const { writer } = this.#deps
    const session = this.#session
    if (session === undefined) return
    const sent = writer.commit((changes) => {
      this.#writeLog.save(changes)
      return ready.flatMap(([, flight]) => this.#take(flight, changes) ?? [])
    })
    if (!sent.ok) {
      for (const [conversationId] of ready) this.#landOne(conversationId)
      return
    }
    for (const { row } of sent.value) this.#queue.pass(row)
    for (const { flight, row, packed } of sent.value) this.#write(session, row.conversationId, flight, packed)
  }

  /** Notes a try, as part of a transaction. `undefined`: there is nothing to send, or this server could never take it. */
  #take(flight: Flight, changes: Changes): Taken | undefined {
    const { store, link } = this.#deps
    const { localId, packed: known } = flight
    const row = store.messages.get(localId)
    // Settled by another road in the meantime.
    const isWaiting = row?.status === 'queued' || row?.status === 'sending'
    if (row === undefined || !isWaiting || isNamed(row)) return void changes.settled.add(localId)
    const packed = known === undefined ? link.pack(row) : ok(known)
    if (!packed.ok) return void this.answers.fail(row, packed.error.code, '', changes)
    if (row.status !== 'sending') store.messages.setStatus(localId, 'sending')
    store.outbox.noteTry(localId)
    this.#entries.pass(this.#queue.passedBy(row), changes)
    changes.noteMessage(row)
    return { flight, row, packed: packed.value }
  }

  /** Online, and nothing of this conversation goes before it or is on its way. */
  #canGoAtOnce(conversationId: ConversationId): boolean {
    if (this.#session === undefined || this.pausedUntil !== undefined) return false
    const isFree = !this.#flights.has(conversationId) && this.#queue.next(conversationId) === undefined
    return isFree && this.#flights.size < this.#session.features.maxInFlight
  }

  /** The first try of a message that was noted as being sent when it was stored. */
  #start(session: ChatSession, entry: Queued, packed: PackedMessage): void {
    const { conversationId, localId } = entry
    this.#queue.add(entry)
    this.#queue.pass(entry)
    // Whoever heard of the commit may have cut the link, or sent what comes next.
    if (this.#session !== session || this.#flights.has(conversationId)) return this.pump()
    const flight = newFlight(localId)
    this.#flights.set(conversationId, flight)
    this.#write(session, conversationId, flight, packed)
  }

  #write(session: ChatSession, conversationId: ConversationId, flight: Flight, packed: PackedMessage): void {
    // A commit may have let in what the disk had no room for: the refusal of this very message, whereupon the next one went.
    if (this.#flights.get(conversationId) !== flight || this.#session !== session) return
    const { clock } = this.#deps
    const { localId } = flight
    const tries = ++flight.tries
    flight.packed = packed
    const { acks } = session.features
    const isWatched = acks === 'none' || session.watchesAcks
    if (!isWatched) this.#timers.set(conversationId, ACK_LIMIT_MS, () => this.#noAck(conversationId, flight))
    session.send(packed, {
      onWritten: () => {
        flight.isWritten = true
        this.#writeLog.note(localId, clock.now(), tries)
        if (acks === 'none') this.#leave(localId, 'sent')
      },
      onUnanswered: () => this.#noAck(conversationId, flight),
    })
  }

  #noAck(conversationId: ConversationId, flight: Flight): void {
    const session = this.#session
    if (session === undefined || this.#flights.get(conversationId) !== flight) return
    this.#deps.logger.warn('no ack', { conversationId, try: flight.tries })
    const next = afterSilence(session.features, flight.tries)
    if (next === 'again') this.#send([[conversationId, flight]])
    else if (next === 'new_link') this.#deps.onStuck()
    else this.#leave(flight.localId, next)
  }

  /** Nothing more is heard of it: it is not tried again by itself. */
  #leave(localId: LocalId, status: 'sent' | 'unconfirmed'): void {
    this.#deps.writer.owe(`left ${localId}`, (changes) => this.#noAnswer.leave(localId, status, changes))
  }

  /** What goes again anyway is forgotten with the one that was put off; elsewhere its answer is still waited for. */
  #pause(delayMs: number): void {
    const features = this.#session?.features
    for (const [conversationId, { localId, isWritten }] of this.#flights) {
      const isPutOff = this.#deps.store.messages.get(localId)?.status === 'queued'
      if (isPutOff || features === undefined || goesAgain(features, isWritten)) this.#landOne(conversationId)
    }
    this.#timers.set('pause', delayMs, () => this.pump())
  }

  /** Forgets everything that is on its way; the rows stay. */
  #land(): void {
    this.#flights.clear()
    this.#timers.clear()
  }

  #landOne(conversationId: ConversationId): void {
    this.#flights.delete(conversationId)
    this.#timers.cancel(conversationId)
  }
}
