import { MAX_HISTORY_PAGE } from '@protocol/constants'
import type { ConversationId } from '@shared/ids'
import type { Gap } from '@shared/message'
import type { Result } from '@shared/result'
import { backoffMs } from '../connection/reconnect-policy'
import type { Clock, Random } from '../lib/clock'
import { Emitter } from '../lib/emitter'
import type { Logger } from '../lib/logger'
import type { Store } from '../store/store'
import { GapBook, type Repair } from './gap-book'
import type { Inbox } from './inbox'
import { countSeqs, intersect, newest, type SeqRange } from './seq-ranges'
import { type HistoryPage, isGoneCode, type ServerApi } from './server-api'
import type { StoreWriter } from './store-writer'
import { TimerSet } from './timer-set'
import { groupOf, type Me, readNamedMessage } from './wire-message'

/** Milliseconds before a live hole is taken for a gap: its messages may just be out of order (PROTOCOL 7.2). */
const SETTLE_MS = 500
/** HTTP requests of sync at a time over all conversations (PROTOCOL 7.2). */
const MAX_REQUESTS = 2
/** Messages of a page that are stored in one go: the window waits for nothing longer. */
const SLICE = 100
/** Messages of a page that is fetched at log-in (PROTOCOL 7.3), or when somebody scrolls to a hole. */
const NEWEST_PAGE = 50
/** How often in a row the server must say that it has nothing of a range before this is believed. */
const EMPTY_ANSWERS = 2

type BackfillDeps = {
  readonly store: Store
  readonly writer: StoreWriter
  readonly inbox: Inbox
  readonly api: ServerApi
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly me: () => Me
  /** The server says that it has fewer messages than it once did: its numbers are in doubt. */
  readonly onDoubt: (conversationId: ConversationId) => void
}

/** `asked`: what was known of my membership when the page was asked for. */
type Answer = { readonly page: Result<HistoryPage>; readonly asked: number }

type BackfillEvents = {
  /** The gaps of this conversation, or their states, differ. */
  gaps: ConversationId
}

/**
 * Repairs gaps from the server's history (PROTOCOL 7.2): live holes after 500 ms, the newest page of each conversation,
 * what somebody scrolls to; then, while nothing of that is to do, older history. At most two requests at a time, each
 * for exactly what is missing; a failing repair is tried again for ever while online.
 */
export class Backfill {
  readonly #deps: BackfillDeps
  readonly #book: GapBook
  readonly #events = new Emitter<BackfillEvents>()
  /** Live holes that settle: the newest seq before each. */
  readonly #settling = new Map<ConversationId, number>()
  readonly #timers: TimerSet
  #focused: ConversationId | undefined
  #requests = 0
  #reserved = 0
  #isOnline = false

  constructor(deps: BackfillDeps) {
    this.#deps = deps
    this.#book = new GapBook(deps.store)
    this.#timers = new TimerSet(deps.clock)
  }

  on<E extends keyof BackfillEvents>(event: E, listener: (value: BackfillEvents[E]) => void): () => void {
    return this.#events.on(event, listener)
  }

  get progress(): { readonly openGaps: number; readonly missing: number } {
    return this.#book.progress
  }

  /** A server with history is there. */
  online(): void {
    this.#isOnline = true
    this.#book.load()
    this.pump()
  }

  offline(): void {
    this.#isOnline = false
    this.#timers.clear()
    this.#book.forgetFailures()
    for (const conversationId of [...this.#settling.keys()]) this.#settled(conversationId)
  }

  close(): void {
    this.#isOnline = false
    this.#timers.close()
  }

  /** Requests that somebody else makes, out of the two. */
  reserve(requests: number): void {
    this.#reserved = requests
    this.pump()
  }

  /** What the user looks at comes first. */
  focus(conversationId: ConversationId | undefined): void {
    this.#focused = conversationId
    this.pump()
  }

  /** A live message, or a conversation's object, moved the head on from `before`. */
  noteHead(conversationId: ConversationId, before: number): void {
    const lastSeq = this.#deps.store.conversations.lastSeq(conversationId)
    if (intersect(this.#book.missing(conversationId), [[before + 1, lastSeq]]).length === 0) return
    this.#settling.set(conversationId, Math.min(before, this.#settling.get(conversationId) ?? before))
    this.#events.emit('gaps', conversationId)
    if (this.#isOnline) this.#timers.setOnce(`settle ${conversationId}`, SETTLE_MS, () => this.#settled(conversationId))
    else this.#settled(conversationId)
  }

  /** Messages arrived by another road: a gap may have closed. */
  noteArrived(conversationId: ConversationId): void {
    if (this.#settling.has(conversationId)) this.#events.emit('gaps', conversationId)
  }

  /** Log-in: the newest page of each at once, older holes later (PROTOCOL 7.3). */
  wantNewest(conversationIds: readonly ConversationId[]): void {
    for (const conversationId of conversationIds) {
      const lastSeq = this.#deps.store.conversations.lastSeq(conversationId)
      this.#book.want(conversationId, [[Math.max(1, lastSeq - NEWEST_PAGE + 1), lastSeq]])
    }
    // Not one by one: the first would be asked for older ones while the others still wait to be named.
    for (const conversationId of conversationIds) this.#events.emit('gaps', conversationId)
    this.pump()
  }

  /** Somebody came near a deferred hole that ends before `beforeSeq`. */
  wantOlder(conversationId: ConversationId, beforeSeq: number): void {
    const older = newest(intersect(this.#book.missing(conversationId), [[1, beforeSeq - 1]]), NEWEST_PAGE)
    if (this.#book.want(conversationId, older)) this.#changed(conversationId)
  }

  /** Everything that is missing, now, whatever failed before; of one conversation or of all. */
  repairNow(conversationId?: ConversationId): void {
    this.#book.forgetFailures(conversationId)
    for (const id of conversationId === undefined ? this.#deps.store.ranges.incomplete() : [conversationId]) {
      this.#timers.cancel(`retry ${id}`)
      this.#book.want(id, this.#book.missing(id))
      this.#changed(id)
    }
  }

  /** Stops fetching a conversation while its numbers are in doubt; what is under way is not stored. */
  suspend(conversationId: ConversationId): void {
    this.#book.suspend(conversationId)
  }

  /** The doubt is cleared; what is missing now is fetched, after a failure not at once. */
  resume(conversationId: ConversationId, isTrusted: boolean): void {
    this.#book.release(conversationId)
    if (!isTrusted) this.#later(conversationId, this.#book.repairOf(conversationId))
    this.wantNewest([conversationId])
  }

  /** All open gaps, one for each hole. */
  gaps(conversationId: ConversationId): readonly Gap[] {
    return this.#book.gaps(conversationId, this.#settling.get(conversationId))
  }

  /** Uses what requests there may be. */
  pump(): void {
    const { writer } = this.#deps
    while (this.#isOnline && writer.blockedBy === undefined && this.#requests + this.#reserved < MAX_REQUESTS) {
      const next = this.#book.next(this.#focused, (id) => this.#timers.has(`retry ${id}`))
      if (next === undefined) return
      void this.#fetch(next.conversationId, next.range)
    }
  }

  #changed(conversationId: ConversationId): void {
    this.#events.emit('gaps', conversationId)
    this.pump()
  }

  #settled(conversationId: ConversationId): void {
    const before = this.#settling.get(conversationId)
    if (before === undefined) return
    this.#settling.delete(conversationId)
    const lastSeq = this.#deps.store.conversations.lastSeq(conversationId)
    const live = newest(intersect(this.#book.missing(conversationId), [[before + 1, lastSeq]]), MAX_HISTORY_PAGE)
    this.#book.want(conversationId, live)
    this.#changed(conversationId)
  }

  async #fetch(conversationId: ConversationId, range: SeqRange): Promise<void> {
    const repair = this.#book.repairOf(conversationId)
    repair.flying = [...repair.flying, range]
    repair.retryAt = undefined
    this.#requests++
    this.#events.emit('gaps', conversationId)
    const asked = this.#deps.store.conversations.membershipSeq(conversationId)
    try {
      const page = await this.#deps.api.messages(conversationId, ...range)
      if (this.#isWanted(conversationId, repair)) await this.#apply(conversationId, repair, range, { page, asked })
    } finally {
      this.#requests--
      repair.flying = repair.flying.filter((other) => other !== range)
    }
    if (this.#timers.isClosed) return
    if (this.#isWanted(conversationId, repair)) this.#book.settle(conversationId)
    this.#changed(conversationId)
  }

  #isWanted(conversationId: ConversationId, repair: Repair): boolean {
    return !this.#timers.isClosed && this.#book.isCurrent(conversationId, repair)
  }

  async #apply(conversationId: ConversationId, repair: Repair, range: SeqRange, { page, asked }: Answer): Promise<void> {
    if (!page.ok) {
      if (isGoneCode(page.error.code) && groupOf(conversationId) !== undefined) this.#leave(conversationId, asked)
      this.#deps.logger.warn('history could not be read', { conversationId, code: page.error.code })
      if (!this.#deps.store.conversations.hasLeft(conversationId)) this.#later(conversationId, repair)
      return
    }
    const before = this.#missingIn(conversationId, range)
    const isStored = await this.#store(conversationId, repair, range, page.value)
    if (!this.#isWanted(conversationId, repair)) return
    if (isStored && this.#missingIn(conversationId, range) < before) {
      repair.failures = 0
      repair.empty = undefined
    } else if (isStored && page.value.lastSeq < range[1]) {
      this.#deps.onDoubt(conversationId)
    } else if (isStored && page.value.items.length === 0) {
      this.#noneHere(conversationId, repair, range)
    } else {
      this.#later(conversationId, repair)
    }
  }

  /** Slice by slice, the newest first; in between the event loop runs. False when not all of it is stored. */
  async #store(conversationId: ConversationId, repair: Repair, [from, to]: SeqRange, page: HistoryPage): Promise<boolean> {
    const { store, writer, inbox, clock, me } = this.#deps
    const context = { me: me().userId, arrivedAt: clock.now() }
    const messages = page.items
      .flatMap((item) => readNamedMessage(item, context, conversationId) ?? [])
      .filter(({ seq }) => seq !== undefined && from <= seq && seq <= to)
    for (let end = messages.length; ; end -= SLICE) {
      const isLast = end <= SLICE
      const isStored = writer.commit((changes) => {
        inbox.apply(messages.slice(Math.max(0, end - SLICE), end), changes)
        inbox.raiseHead(conversationId, page.lastSeq, changes)
        if (isLast) store.repairs.note(conversationId, clock.now(), { kind: 'fetched', count: messages.length })
      }).ok
      if (!isStored || isLast) return isStored
      await new Promise<void>((resolve) => clock.after(0, resolve))
      if (!this.#isWanted(conversationId, repair)) return false
    }
  }

  /** The server has nothing of this range: asked twice, since an answer may also be short, it counts as held. */
  #noneHere(conversationId: ConversationId, repair: Repair, range: SeqRange): void {
    const { store, writer, clock, logger } = this.#deps
    const isSame = repair.empty?.range[0] === range[0] && repair.empty.range[1] === range[1]
    const count = 1 + (isSame ? (repair.empty?.count ?? 0) : 0)
    repair.empty = { range, count }
    if (count < EMPTY_ANSWERS) return this.#wait(conversationId, repair, SETTLE_MS)
    logger.info('the server has none here', { conversationId, from: range[0], to: range[1] })
    writer.commit((changes) => {
      store.ranges.add(conversationId, ...range)
      store.repairs.note(conversationId, clock.now(), { kind: 'none', from: range[0], to: range[1] })
      changes.conversations.add(conversationId)
    })
  }

  /** I was no member when history was asked for: what is here stays, the rest is not mine to read. */
  #leave(conversationId: ConversationId, asked: number): void {
    this.#deps.writer.commit((changes) => {
      this.#deps.store.conversations.setMembership(conversationId, true, asked)
      changes.conversations.add(conversationId)
    })
  }

  #later(conversationId: ConversationId, repair: Repair): void {
    this.#wait(conversationId, repair, backoffMs(repair.failures++, this.#deps.random))
  }

  #wait(conversationId: ConversationId, repair: Repair, delayMs: number): void {
    if (!this.#isOnline) return
    repair.retryAt = this.#deps.clock.now() + delayMs
    this.#timers.set(`retry ${conversationId}`, delayMs, () => {
      repair.retryAt = undefined
      this.#changed(conversationId)
    })
  }

  #missingIn(conversationId: ConversationId, range: SeqRange): number {
    return countSeqs(intersect(this.#book.missing(conversationId), [range]))
  }
}
