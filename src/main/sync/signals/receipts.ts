import { asConversationId, type ConversationId } from '@shared/ids'
import { ok, type Result } from '@shared/result'
import type { ChatSession } from '../../kinds/kind/chat-session'
import type { DeliveredFact, MarkFact } from '../../kinds/kind/facts'
import type { Clock } from '../../lib/clock'
import type { Store } from '../../store/store'
import type { Changes, NamedArrival } from '../../store/changes'
import { contiguousEnd } from '../history/seq-ranges'
import type { StoreWriter } from '../../store/store-writer'
import { TimerSet } from '../../lib/timer-set'
import { peerOf } from '@shared/conversation-id'
import type { Me } from '../writing/own-message'

/** Milliseconds over which `delivered` is gathered: one signal for a burst of messages. */
const DELIVERED_MS = 100
/** `delivered` signals of one go: a log-in may have thousands of conversations to speak of. */
const DELIVERED_AT_ONCE = 100
/** Milliseconds a session must have gone on after a signal for it to have arrived: a dead link is found out sooner. */
const ARRIVED_AFTER_MS = 600_000
/** Messages by which a mark may be ahead of what this device has heard of. */
const MAX_AHEAD = 10_000
/** Read marks that the server has not been seen to have: conversation → seq. */
const UNSENT_READS_KEY = 'sync.unsent_reads'

type UnsentReads = Readonly<Record<string, number>>

/** `at`: on the monotonic clock. */
type Told = { readonly seq: number; readonly at: number }

type ReceiptsDeps = {
  readonly store: Store
  readonly writer: StoreWriter
  readonly clock: Clock
  readonly me: () => Me
}

/**
 * `delivered` and `read`, in both directions (PROTOCOL 5, 7.4). What is signalled is on disk before, and a mark never
 * covers a message that this device does not hold. A signal may be lost: `read` is repeated at every log-in until the
 * server is seen to have it, `delivered` for every conversation that changed, and for those with unread messages of
 * which a session that lived on has not told yet. What was read was delivered.
 */
export class Receipts {
  readonly #deps: ReceiptsDeps
  readonly #timers: TimerSet
  readonly #due = new Set<ConversationId>()
  /** What was signalled as delivered, in this session or in one that went on after it. */
  readonly #told = new Map<ConversationId, Told>()
  #session: ChatSession | undefined

  constructor(deps: ReceiptsDeps) {
    this.#deps = deps
    this.#timers = new TimerSet(deps.clock)
  }

  online(session: ChatSession): void {
    this.#session = session
    if (session.features.receipts !== 'marks') return
    for (const [conversationId, seq] of Object.entries(this.#unsentReads)) this.#signal('read', asConversationId(conversationId), seq)
    // In a turn of its own: of many conversations it takes a while.
    this.#timers.set('unread', 0, () => this.arrived(this.#deps.store.conversations.idsBeyondRead()))
  }

  offline(): void {
    this.#session = undefined
    this.#timers.clear()
    const now = this.#deps.clock.monotonic()
    for (const [conversationId, { at }] of this.#told) if (now - at < ARRIVED_AFTER_MS) this.#told.delete(conversationId)
  }

  close(): void {
    this.#session = undefined
    this.#timers.close()
  }

  /** Messages of others are on disk: their senders may know. */
  arrived(conversationIds: Iterable<ConversationId>): void {
    for (const conversationId of conversationIds) this.#due.add(conversationId)
    if (this.#due.size > 0 && this.#session?.features.receipts === 'marks') this.#scheduleDelivered()
  }

  /** Messages without a number are on disk; where receipts are told for each, their senders hear so. */
  received(messages: readonly NamedArrival[]): void {
    if (this.#session?.features.receipts !== 'each') return
    for (const message of messages) this.#session.signal({ signal: 'received', ...message })
  }

  /** The server named these as changed: what it was told of them may be gone. */
  listed(conversationIds: readonly ConversationId[]): void {
    for (const conversationId of conversationIds) this.#told.delete(conversationId)
    this.arrived(conversationIds)
  }

  /** The user has read up to `upToSeq`; where messages have no number, all that is shown. */
  markRead(conversationId: ConversationId, upToSeq: number): Result<void> {
    const { store, writer } = this.#deps
    const seq = Math.min(upToSeq, store.conversations.lastSeq(conversationId))
    const stored = writer.commit((changes) => {
      if (!store.conversations.raiseRead(conversationId, seq)) return false
      if (seq > 0) store.settings.set(UNSENT_READS_KEY, { ...this.#unsentReads, [conversationId]: seq })
      changes.conversations.add(conversationId)
      return true
    })
    if (!stored.ok) return stored
    if (stored.value && seq > 0) this.#signal('read', conversationId, seq)
    return ok()
  }

  /** Part of a transaction: the server's messages end at `seq`; what was read beyond is not said to it any more. */
  forgetReadsBeyond(conversationId: ConversationId, seq: number): void {
    const { [conversationId]: unsent, ...others } = this.#unsentReads
    if (unsent !== undefined && unsent > seq) this.#deps.store.settings.set(UNSENT_READS_KEY, others)
  }

  /** Part of a transaction: somebody, or another device of mine, has received or read. */
  applyMark({ mark, conversationId, userId, upToSeq }: Omit<MarkFact, 'fact'>, changes: Changes): void {
    const { store, clock, me } = this.#deps
    if (!store.conversations.has(conversationId)) return
    // It may be ahead of the message that it is about, but not by ever so much (PROTOCOL 7.7).
    if (upToSeq > store.conversations.lastSeq(conversationId) + MAX_AHEAD) return
    if (userId === me().userId) {
      if (mark === 'read') this.applyOwnRead(conversationId, upToSeq, changes)
      return
    }
    const isC2c = peerOf(conversationId, me().userId) !== undefined
    const isNews = isC2c
      ? store.conversations.raisePeerMark(conversationId, mark, upToSeq)
      : store.roster.raiseMemberMark(conversationId, userId, mark, upToSeq)
    if (!isNews) return
    store.deliveryLog.addMark(conversationId, userId, mark, upToSeq, clock.now())
    if (isC2c) changes.conversations.add(conversationId)
    else changes.members.add(conversationId)
  }

  /** Part of a transaction: somebody has received or read one message of mine, where receipts are told for each. */
  applyDelivered({ mark, conversationId, userId, mid, cliMid }: DeliveredFact, changes: Changes): void {
    const { store, clock, me } = this.#deps
    // In a group nobody's receipt stands for all.
    if (peerOf(conversationId, me().userId) !== userId) return
    const { messages } = store
    const row = cliMid === undefined ? mid && messages.byMid(conversationId, mid) : messages.byCliMid(me().userId, cliMid)
    if (row === undefined || row.conversationId !== conversationId) return
    if (store.receipts.note(row.localId, mark, clock.now())) changes.noteMessage(row)
  }

  /** Part of a transaction: the server knows that I have read up to `seq`. */
  applyOwnRead(conversationId: ConversationId, seq: number, changes: Changes): void {
    const { store } = this.#deps
    const { [conversationId]: unsent, ...others } = this.#unsentReads
    if (unsent !== undefined && seq >= unsent) store.settings.set(UNSENT_READS_KEY, others)
    if (store.conversations.lastSeq(conversationId) > 0 && store.conversations.raiseRead(conversationId, seq)) {
      changes.conversations.add(conversationId)
    }
  }

  get #unsentReads(): UnsentReads {
    return this.#deps.store.settings.get<UnsentReads>(UNSENT_READS_KEY) ?? {}
  }

  #scheduleDelivered(): void {
    this.#timers.setOnce('delivered', DELIVERED_MS, () => this.#signalDelivered())
  }

  #signalDelivered(): void {
    const { store, clock } = this.#deps
    let left = DELIVERED_AT_ONCE
    for (const conversationId of this.#due) {
      if (left-- === 0) break
      this.#due.delete(conversationId)
      const read = store.conversations.readSeq(conversationId)
      // Up to the first hole only: what is behind it has not been delivered.
      const end = contiguousEnd(store.ranges.get(conversationId), read)
      if (end <= read || end === this.#told.get(conversationId)?.seq) continue
      this.#signal('delivered', conversationId, end)
      this.#told.set(conversationId, { seq: end, at: clock.monotonic() })
    }
    if (this.#due.size > 0) this.#scheduleDelivered()
  }

  #signal(type: 'delivered' | 'read', conversationId: ConversationId, seq: number): void {
    this.#session?.signal({ signal: type, conversationId, upToSeq: seq })
  }
}
