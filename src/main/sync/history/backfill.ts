import { MAX_HISTORY_PAGE } from '../../kinds/kind/chat-requests'
import type { ConversationId } from '@shared/ids'
import type { Gap } from '@shared/message'
import { backoffMs } from '../../lib/backoff'
import { Emitter } from '../../lib/emitter'
import { GapBook, type Repair } from './gap-book'
import { HeadCheck, type HeadCheckDeps } from './head-check'
import type { HeadClaim } from '../../store/changes'
import { IncompleteWalk } from './incomplete-walk'
import { type PageOutcome, RepairPages } from './repair-pages'
import { intersect, newest, type SeqRange } from './seq-ranges'
import type { StoreWriter } from '../../store/store-writer'
import { TimerSet } from '../../lib/timer-set'

/** Milliseconds before a live hole is taken for a gap: its messages may just be out of order (PROTOCOL 7.2). */
const SETTLE_MS = 500
/** HTTP requests of sync at a time over all conversations (PROTOCOL 7.2). */
const MAX_REQUESTS = 2
/** Messages of a page that is fetched at log-in (PROTOCOL 7.3), or when somebody scrolls to a hole. */
const NEWEST_PAGE = 50

type BackfillDeps = HeadCheckDeps & {
  readonly writer: StoreWriter
  /** The server says that it has fewer messages than are held: its numbers are in doubt. */
  readonly onDoubt: (conversationId: ConversationId) => void
}

type BackfillEvents = {
  /** The gaps of this conversation, or their states, differ. */
  gaps: ConversationId
  /** No head waits to be believed any more. */
  'heads-settled': undefined
}

/**
 * Repairs gaps from the server's history (PROTOCOL 7.2): live holes after 500 ms, the newest page of each conversation,
 * what somebody scrolls to; then, while nothing of that is to do, older history. At most two requests at a time, each
 * for exactly what is missing, at the `Pace` of what they bring; a failing repair is tried again for ever while online.
 */
export class Backfill {
  readonly #deps: BackfillDeps
  readonly #book: GapBook
  readonly #heads: HeadCheck
  readonly #pages: RepairPages
  readonly #incomplete: IncompleteWalk
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
    this.#incomplete = new IncompleteWalk(deps)
    this.#pages = new RepairPages({
      ...deps,
      missing: (id) => this.#book.missing(id),
      isWanted: (id, repair) => this.#isWanted(id, repair),
    })
    this.#heads = new HeadCheck(deps, {
      onReady: () => this.pump(),
      onBelieved: (id) => this.wantNewest([id]),
      onGone: (id, asked) => this.#pages.leave(id, asked),
    })
  }

  on<E extends keyof BackfillEvents>(event: E, listener: (value: BackfillEvents[E]) => void): () => void {
    return this.#events.on(event, listener)
  }

  get progress(): { readonly openGaps: number; readonly missing: number } {
    return this.#book.progress
  }

  /** Heads wait to be believed: what was listed is not all in the store yet. */
  get hasClaims(): boolean {
    return !this.#heads.isSettled
  }

  /** A server with history is there. */
  online(): void {
    this.#isOnline = true
    this.#deps.pace.forgive()
    void this.#incomplete.each((ids) => {
      this.#book.note(ids)
      this.pump()
    })
  }

  offline(): void {
    this.#isOnline = false
    this.#timers.clear()
    this.#incomplete.stop()
    this.#heads.offline()
    this.#book.wakeAll()
    this.#book.forgetFailures()
    for (const conversationId of [...this.#settling.keys()]) this.#settled(conversationId)
  }

  close(): void {
    this.#isOnline = false
    for (const part of [this.#incomplete, this.#heads, this.#pages, this.#timers]) part.close()
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

  /** A head was said that is too far away to be believed: the server's history is asked (PROTOCOL 7.7). */
  claim(conversationId: ConversationId, claim: HeadClaim): void {
    // Said again at the next log-in: nobody could be asked.
    if (!this.#isOnline) return
    this.#heads.add(conversationId, claim)
    this.pump()
  }

  /** A live message, or a conversation's object, moved the head on from `before`. */
  noteHead(conversationId: ConversationId, before: number): void {
    const lastSeq = this.#deps.store.conversations.lastSeq(conversationId)
    if (!this.#book.isMissingAny(conversationId, [before + 1, lastSeq])) return
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

  /** The newest page of every conversation that has a hole. */
  wantAllNewest(): Promise<void> {
    return this.#incomplete.each((ids) => this.wantNewest(ids))
  }

  /** Somebody came near a deferred hole that ends before `beforeSeq`. */
  wantOlder(conversationId: ConversationId, beforeSeq: number): void {
    const older = newest(intersect(this.#book.missing(conversationId), [[1, beforeSeq - 1]]), NEWEST_PAGE)
    if (!this.#book.want(conversationId, older)) return
    this.#deps.pace.forgive()
    this.#changed(conversationId)
  }

  /** Everything that is missing, now, whatever failed before; of one conversation or of all. */
  repairNow(conversationId?: ConversationId): void {
    this.#deps.pace.forgive()
    if (conversationId !== undefined) this.#repair([conversationId])
    else void this.#incomplete.each((ids) => this.#repair(ids))
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
    const { writer, pace } = this.#deps
    while (this.#isOnline && writer.blockedBy === undefined && this.#requests + this.#reserved < MAX_REQUESTS) {
      const { waitMs } = pace
      if (waitMs > 0) return this.#timers.setOnce('pace', waitMs, () => this.pump())
      const claim = this.#heads.take(this.#focused)
      const next = claim === undefined ? this.#book.next(this.#focused) : undefined
      if (claim !== undefined) void this.#verify(...claim)
      else if (next !== undefined) void this.#fetch(next.conversationId, next.range)
      else return
    }
  }

  #changed(conversationId: ConversationId): void {
    this.#events.emit('gaps', conversationId)
    this.pump()
  }

  #repair(conversationIds: readonly ConversationId[]): void {
    for (const conversationId of conversationIds) {
      this.#timers.cancel(`retry ${conversationId}`)
      this.#book.forgetFailures(conversationId)
      this.#book.wake(conversationId)
      this.#book.want(conversationId, this.#book.missing(conversationId))
      this.#changed(conversationId)
    }
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

  async #verify(conversationId: ConversationId, claim: HeadClaim): Promise<void> {
    this.#requests++
    await this.#heads.ask(conversationId, claim)
    this.#requests--
    if (this.#timers.isClosed) return
    if (this.#heads.isSettled) this.#events.emit('heads-settled', undefined)
    this.pump()
  }

  async #fetch(conversationId: ConversationId, range: SeqRange): Promise<void> {
    const { api, pace, store, logger } = this.#deps
    const repair = this.#book.repairOf(conversationId)
    repair.flying = [...repair.flying, range]
    repair.retryAt = undefined
    this.#requests++
    this.#events.emit('gaps', conversationId)
    const asked = store.conversations.membershipSeq(conversationId)
    pace.begin()
    const page = await api.history({ by: 'ranges', conversationId, from: range[0], to: range[1] })
    let isFruitful = false
    try {
      if (!this.#isWanted(conversationId, repair)) isFruitful = page.ok
      else if (page.ok) isFruitful = this.#taken(conversationId, repair, await this.#pages.take(conversationId, repair, range, page.value))
      else if (this.#pages.isWorthAsking(conversationId, page.error.code, asked)) this.#later(conversationId, repair)
    } catch (error) {
      logger.error('a repair broke off', { conversationId, reason: error instanceof Error ? error.message : undefined })
      this.#later(conversationId, repair)
    }
    pace.end(isFruitful)
    // What the server only says it has is no reason to go on asking: the rest waits until somebody looks at it.
    if (page.ok && pace.isPausing) this.#book.defer(this.#focused)
    this.#requests--
    repair.flying = repair.flying.filter((other) => other !== range)
    if (this.#timers.isClosed) return
    if (this.#isWanted(conversationId, repair)) this.#book.settle(conversationId)
    this.#changed(conversationId)
  }

  #isWanted(conversationId: ConversationId, repair: Repair): boolean {
    return !this.#timers.isClosed && this.#book.isCurrent(conversationId, repair)
  }

  /** What follows from an answer; true when it was good for something. */
  #taken(conversationId: ConversationId, repair: Repair, outcome: PageOutcome): boolean {
    if (!this.#isWanted(conversationId, repair)) return true
    if (outcome === 'news') repair.failures = 0
    else if (outcome === 'doubt') this.#deps.onDoubt(conversationId)
    else if (outcome === 'empty') this.#wait(conversationId, repair, SETTLE_MS)
    else if (outcome === 'nothing') this.#later(conversationId, repair)
    return outcome === 'news' || outcome === 'closed'
  }

  #later(conversationId: ConversationId, repair: Repair): void {
    this.#wait(conversationId, repair, backoffMs(repair.failures++, this.#deps.random))
  }

  #wait(conversationId: ConversationId, repair: Repair, delayMs: number): void {
    if (!this.#isOnline) return
    repair.retryAt = this.#deps.clock.now() + delayMs
    this.#book.rest(conversationId)
    this.#timers.set(`retry ${conversationId}`, delayMs, () => {
      repair.retryAt = undefined
      this.#book.wake(conversationId)
      this.#changed(conversationId)
    })
  }
}
