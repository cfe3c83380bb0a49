import { encodeJson } from '@protocol/json'
import type { Ack, Nack } from '@protocol/schemas/sync'
import { asCliMid, asMid, asSeq, type ConversationId, type LocalId } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import type { OnlineSession } from '../connection/online-session'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import type { StoredMessage } from '../store/message-row'
import type { Store } from '../store/store'
import { fitsBaseFrame, toBaseEnvelope } from './base-message'
import type { Changes } from './changes'
import type { Inbox } from './inbox'
import { OutboxQueue } from './outbox-queue'
import type { StoreWriter } from './store-writer'
import { TimerSet } from './timer-set'
import { type Draft, groupOf, type Me, newOwnMessage, toEnvelope } from './wire-message'

/** How long an ack may take, and how often one connection tries (PROTOCOL 7.5, and 8 for base servers). */
const LIMITS = {
  sync: { ackMs: 10_000, tries: 5 },
  base: { ackMs: 5000, tries: 3 },
} as const
/** Milliseconds, for a `rate_limited` that does not say how long, and at most. */
const PAUSE_MS = 1000
const MAX_PAUSE_MS = 60_000

/** A message that is on its way; one in each conversation. */
type Flight = { readonly localId: LocalId; readonly requestIds: Set<number>; tries: number }

type OutboxDeps = {
  readonly store: Store
  readonly writer: StoreWriter
  readonly inbox: Inbox
  readonly clock: Clock
  readonly logger: Logger
  readonly me: () => Me
  readonly newCliMid: () => string
  /** This connection has had all its tries without an ack: it is not to be trusted. */
  readonly onStuck: () => void
}

/**
 * What the user sends, until the server has it (PROTOCOL 7.5).
 *
 * ```
 *   enqueue ─▶ queued ─pump─▶ sending ─ack──▶ sent
 *                ▲              │ │ └─nack──▶ failed          (those behind it go on)
 *                └──── lost ────┘ └─ no ack ─▶ again, same cli_mid; base: unconfirmed after three tries
 * ```
 */
export class Outbox {
  readonly #deps: OutboxDeps
  readonly #queue = new OutboxQueue()
  readonly #flights = new Map<ConversationId, Flight>()
  /** Writes that happened and are not in the log yet: they go with the next transaction. */
  #written: { readonly localId: LocalId; readonly at: number; readonly tries: number }[] = []
  readonly #timers: TimerSet
  #session: OnlineSession | undefined

  constructor(deps: OutboxDeps) {
    this.#deps = deps
    this.#timers = new TimerSet(deps.clock)
  }

  /** Stores a message to be sent. It is on disk when this returns. */
  enqueue(draft: Draft): Result<LocalId> {
    const { store, writer, clock, me, newCliMid } = this.#deps
    const stored = writer.commit((changes) => {
      const now = clock.now()
      store.conversations.ensure(draft.conversationId, me().userId)
      const { localId } = store.messages.insert(newOwnMessage(draft, me(), asCliMid(newCliMid()), now))
      this.#append(localId, draft.conversationId, now, changes)
      store.deliveryLog.add(localId, 'composed', now)
      return localId
    })
    if (stored.ok) this.#goOn(draft.conversationId, stored.value)
    return stored
  }

  /** Queues a failed or unconfirmed message again, under its old name, so that it cannot arrive twice. */
  retry(localId: LocalId): Result<void> {
    const { store, writer, clock } = this.#deps
    const row = store.messages.get(localId)
    if (row === undefined) return failed('not_found')
    if (row.status !== 'failed' && row.status !== 'unconfirmed') return failed('not_failed')
    const stored = writer.commit((changes) => {
      store.messages.setStatus(localId, 'queued')
      this.#append(localId, row.conversationId, clock.now(), changes)
      store.deliveryLog.add(localId, 'requeued', clock.now())
    })
    if (!stored.ok) return stored
    this.#goOn(row.conversationId, localId)
    return ok()
  }

  /** Removes a message that the server never took. */
  remove(localId: LocalId): Result<void> {
    const { store, writer } = this.#deps
    const row = store.messages.get(localId)
    if (row === undefined) return failed('not_found')
    if (row.status !== 'failed') return failed('not_failed')
    return writer.commit((changes) => {
      store.messages.delete(localId)
      changes.removed.push({ conversationId: row.conversationId, localId })
      changes.conversations.add(row.conversationId)
    })
  }

  /** A session came up: everything that waits is sent again, in the order it was written. */
  online(session: OnlineSession): void {
    this.#land()
    this.#session = session
    this.#queue.load(this.#deps.store.outbox.list())
    this.pump()
  }

  /** The session is gone: what was on its way waits again. */
  offline(): void {
    if (this.#session === undefined) return
    const { store, writer, clock } = this.#deps
    const flights = [...this.#flights.values()]
    this.#session = undefined
    this.#land()
    writer.commit((changes) => {
      this.#logWritten()
      for (const { localId } of flights) {
        const row = store.messages.get(localId)
        if (row?.status !== 'sending') continue
        store.messages.setStatus(localId, 'queued')
        store.deliveryLog.add(localId, 'requeued', clock.now())
        this.#noteChanged(row, changes)
      }
    })
  }

  close(): void {
    this.#session = undefined
    this.#timers.close()
  }

  /** Sends the first message of every conversation that has none on its way. */
  pump(): void {
    if (this.#session === undefined || this.#deps.writer.blockedBy !== undefined || this.#timers.has('pause')) return
    const ready = this.#queue.heads().filter(([conversationId]) => !this.#flights.has(conversationId))
    if (ready.length === 0) return
    for (const [conversationId, localId] of ready) {
      this.#flights.set(conversationId, { localId, requestIds: new Set(), tries: 0 })
    }
    this.#send(ready)
  }

  /** Part of a transaction: the server has stored a message of mine, and this is its name. */
  applyAck(ack: Ack, changes: Changes): void {
    const { store, inbox, clock, me, logger } = this.#deps
    this.#logWritten()
    const row = store.messages.byCliMid(me().userId, asCliMid(ack.cli_mid))
    if (row === undefined) return logger.warn('an ack for no message', { seq: ack.seq })
    const { conversationId, localId } = row
    const holder = store.messages.bySeq(conversationId, asSeq(ack.seq)) ?? store.messages.byMid(asMid(ack.mid))
    if (row.seq === undefined && holder?.mid === ack.mid && holder.seq === ack.seq && holder.conversationId === conversationId) {
      // History brought it first, stripped of its cli_mid: recalled elsewhere before this ack came.
      store.messages.delete(localId)
      changes.removed.push({ conversationId, localId })
    } else if (row.seq === undefined && holder === undefined) {
      store.messages.nameByCliMid(me().userId, asCliMid(ack.cli_mid), { mid: asMid(ack.mid), seq: asSeq(ack.seq), sentAt: ack.sent_at })
      store.ranges.add(conversationId, ack.seq, ack.seq)
      store.deliveryLog.add(localId, 'acknowledged', clock.now())
    } else if (row.mid !== ack.mid) {
      // It stays on its way: once the conversation is repaired, the server's next ack names it.
      logger.warn('an ack names a seq that another message has', { conversationId, seq: ack.seq })
      changes.noteConflict(conversationId, ack.seq)
      if (holder?.seq !== undefined) changes.noteConflict(holder.conversationId, holder.seq)
      return
    }
    store.outbox.remove(localId)
    inbox.raiseHead(conversationId, ack.seq, changes)
    changes.settled.add(localId)
    this.#noteChanged(row, changes)
  }

  /** Part of a transaction: the server will not take a message of mine, or not now (`rate_limited`). */
  applyNack(nack: Nack, changes: Changes): void {
    const { store, me, logger } = this.#deps
    this.#logWritten()
    const row = nack.cli_mid === undefined ? this.#byRequest(nack.request_id) : store.messages.byCliMid(me().userId, asCliMid(nack.cli_mid))
    if (row === undefined || row.seq !== undefined) return logger.warn('a nack for no waiting message', { code: nack.code })
    if (nack.code === 'rate_limited') {
      store.messages.setStatus(row.localId, 'queued')
      this.#noteChanged(row, changes)
      changes.pauseMs = Math.min(MAX_PAUSE_MS, nack.retry_after_ms ?? PAUSE_MS)
      return
    }
    if (nack.code === 'not_member' && groupOf(row.conversationId) !== undefined) {
      store.conversations.upsert({ conversationId: row.conversationId, kind: 'c2g', hasLeft: true })
    }
    this.#fail(row, nack.code, nack.reason, changes)
  }

  /** Part of a transaction: the original gateway has read a message of mine. It names no seq. */
  applyBaseAck(requestId: number, changes: Changes): void {
    const row = this.#byRequest(requestId)
    if (row === undefined) return
    const { store, clock } = this.#deps
    this.#logWritten()
    store.messages.setStatus(row.localId, 'sent')
    store.outbox.remove(row.localId)
    store.deliveryLog.add(row.localId, 'acknowledged', clock.now())
    changes.settled.add(row.localId)
    this.#noteChanged(row, changes)
  }

  /** After a commit: forgets what is settled, waits where the server said so, goes on. */
  committed(changes: Changes): void {
    for (const [conversationId, flight] of this.#flights) {
      if (changes.settled.has(flight.localId)) this.#landOne(conversationId)
    }
    for (const localId of changes.settled) this.#queue.remove(localId)
    if (changes.pauseMs !== undefined) this.#pause(changes.pauseMs)
    if (changes.settled.size > 0) this.pump()
  }

  #append(localId: LocalId, conversationId: ConversationId, at: number, changes: Changes): void {
    this.#deps.store.outbox.add(localId, conversationId, at)
    changes.messages.add(localId)
    changes.conversations.add(conversationId)
  }

  #goOn(conversationId: ConversationId, localId: LocalId): void {
    this.#queue.add(conversationId, localId)
    this.pump()
  }

  /** One try for each: noted as being sent, then written. What this server could never take fails before that. */
  #send(ready: readonly (readonly [ConversationId, LocalId])[]): void {
    const { store, writer } = this.#deps
    const session = this.#session
    if (session === undefined) return
    const sent = writer.commit((changes) => {
      this.#logWritten()
      return ready.flatMap(([conversationId, localId]) => {
        const row = store.messages.get(localId)
        // Settled by another road in the meantime.
        if (row === undefined || row.seq !== undefined) return (changes.settled.add(localId), [])
        const refusal = refusalOf(row, session)
        if (refusal !== undefined) return (this.#fail(row, refusal, '', changes), [])
        if (row.status !== 'sending') store.messages.setStatus(localId, 'sending')
        store.outbox.noteTry(localId)
        this.#noteChanged(row, changes)
        return [{ conversationId, row }]
      })
    })
    if (!sent.ok) {
      for (const [conversationId] of ready) this.#landOne(conversationId)
      return
    }
    for (const { conversationId, row } of sent.value) this.#write(session, conversationId, row)
  }

  #write(session: OnlineSession, conversationId: ConversationId, row: StoredMessage): void {
    const flight = this.#flights.get(conversationId)
    if (flight === undefined || this.#session !== session) return
    const { clock } = this.#deps
    const { localId } = row
    const limits = LIMITS[session.mode]
    const tries = ++flight.tries
    const await_ = (): void => this.#timers.set(conversationId, limits.ackMs, () => this.#noAck(conversationId, flight))
    if (session.mode === 'sync') await_()
    const envelope = session.mode === 'base' ? toBaseEnvelope(toEnvelope(row)) : toEnvelope(row)
    const command = groupOf(conversationId) === undefined ? 'c2c' : 'c2g'
    const requestId = session.sendMessage(command, envelope, () => {
      this.#written.push({ localId, at: clock.now(), tries })
      // A gentle connection may have kept it back: the wait for the ack starts when it really went.
      if (session.mode === 'base' && this.#flights.get(conversationId) === flight) await_()
    })
    flight.requestIds.add(requestId)
  }

  #noAck(conversationId: ConversationId, flight: Flight): void {
    const session = this.#session
    if (session === undefined || this.#flights.get(conversationId) !== flight) return
    this.#deps.logger.warn('no ack', { conversationId, try: flight.tries })
    if (flight.tries < LIMITS[session.mode].tries) return this.#send([[conversationId, flight.localId]])
    if (session.mode === 'base') return this.#leaveUnconfirmed(flight.localId)
    this.#deps.onStuck()
  }

  #leaveUnconfirmed(localId: LocalId): void {
    const { store, writer, clock } = this.#deps
    writer.commit((changes) => {
      this.#logWritten()
      const row = store.messages.get(localId)
      if (row === undefined) return
      store.messages.setStatus(localId, 'unconfirmed')
      store.outbox.remove(localId)
      store.deliveryLog.add(localId, 'unconfirmed', clock.now())
      changes.settled.add(localId)
      this.#noteChanged(row, changes)
    })
  }

  #fail(row: StoredMessage, code: string, reason: string, changes: Changes): void {
    const { store, clock } = this.#deps
    store.messages.setStatus(row.localId, 'failed', { code, reason })
    store.outbox.remove(row.localId)
    store.deliveryLog.add(row.localId, 'refused', clock.now(), { code })
    changes.settled.add(row.localId)
    this.#noteChanged(row, changes)
  }

  #pause(delayMs: number): void {
    this.#land()
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

  #byRequest(requestId: number): StoredMessage | undefined {
    for (const { localId, requestIds } of this.#flights.values()) {
      if (requestIds.has(requestId)) return this.#deps.store.messages.get(localId)
    }
    return undefined
  }

  /** Part of a transaction: the writes that happened since the last one. */
  #logWritten(): void {
    const { store } = this.#deps
    for (const { localId, at, tries } of this.#written) {
      if (store.messages.get(localId) === undefined) continue
      store.outbox.noteWritten(localId, at)
      store.deliveryLog.add(localId, 'written', at, { try: tries })
    }
    this.#written = []
  }

  #noteChanged(row: StoredMessage, changes: Changes): void {
    changes.messages.add(row.localId)
    changes.conversations.add(row.conversationId)
  }
}

/** Why this server could never take the message, or `undefined`. */
function refusalOf(row: StoredMessage, session: OnlineSession): string | undefined {
  const envelope = toEnvelope(row)
  if (session.mode === 'sync') return encodeJson(envelope).length > session.maxBodyBytes ? 'too_large' : undefined
  // The original gateway does not fan a group's messages out (PROTOCOL 8).
  if (groupOf(row.conversationId) !== undefined) return 'base_group'
  return fitsBaseFrame(toBaseEnvelope(envelope)) ? undefined : 'base_too_large'
}
