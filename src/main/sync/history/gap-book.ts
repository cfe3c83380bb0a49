import { asSeq, type ConversationId } from '@shared/ids'
import type { Gap } from '@shared/message'
import type { Store } from '../../store/store'
import { countSeqs, intersect, newestRun, type SeqRange, type SeqRanges, subtract, union } from './seq-ranges'

/** Messages of one request: fewer than a page may have, so that reading one does not hold the window up. */
const REPAIR_PAGE = 200
/** Doublings of it at most where the server has nothing: that is more than a conversation has messages. */
const MAX_DOUBLINGS = 45

/** What is known of one conversation's holes beside the ranges themselves, which are in the store. */
export type Repair = {
  /** Wanted soon. What is missing beside it is *deferred*: fetched when nothing else is to do. Only `GapBook` sets it. */
  urgent: SeqRanges
  /** Asked for now. */
  flying: readonly SeqRange[]
  /** Failures in a row. */
  failures: number
  /** Epoch ms of the next try after a failure. */
  retryAt: number | undefined
  /** Empty answers in a row to the same question. */
  empty: { readonly range: SeqRange; readonly count: number } | undefined
  /** Ranges in a row of which the server has nothing: the next question is twice as large. */
  emptied: number
}

export type Wanted = { readonly conversationId: ConversationId; readonly range: SeqRange }

/**
 * What is missing, and in which order it is wanted. What is missing is always what the store's ranges say: nothing is
 * queued here that could be forgotten.
 */
export class GapBook {
  readonly #store: Store
  readonly #repairs = new Map<ConversationId, Repair>()
  /** Conversations of which something is urgent and may be asked for now, in the order it became so. */
  readonly #urgent = new Set<ConversationId>()
  #progress = { openGaps: 0, missing: 0 }
  /** Conversations that may have holes and may be asked about now, the most recently active first. */
  readonly #holed = new Set<ConversationId>()
  /** Conversations that wait after a failure: not looked through, however many they are. */
  readonly #resting = new Set<ConversationId>()
  /** Conversations that are left alone while their numbers are in doubt. */
  readonly #suspended = new Set<ConversationId>()

  constructor(store: Store) {
    this.#store = store
  }

  /** Urgent gaps only: older history is no reason to say that something is being repaired. */
  get progress(): { readonly openGaps: number; readonly missing: number } {
    return this.#progress
  }

  /** These may have holes. */
  note(conversationIds: Iterable<ConversationId>): void {
    for (const conversationId of conversationIds) {
      if (!this.#resting.has(conversationId) && !this.#suspended.has(conversationId)) this.#holed.add(conversationId)
    }
  }

  /** Nothing of this conversation is asked for until `wake`. */
  rest(conversationId: ConversationId): void {
    this.#resting.add(conversationId)
    this.#urgent.delete(conversationId)
    this.#holed.delete(conversationId)
  }

  wake(conversationId: ConversationId): void {
    if (!this.#resting.delete(conversationId)) return
    this.#holed.add(conversationId)
    const repair = this.#repairs.get(conversationId)
    if (repair !== undefined) this.#setUrgent(conversationId, repair, repair.urgent)
  }

  wakeAll(): void {
    for (const conversationId of this.#resting) this.wake(conversationId)
  }

  /** Whatever is urgent waits until somebody looks at it, or nothing else is to do: `except` is being looked at. */
  defer(except: ConversationId | undefined): void {
    for (const [conversationId, repair] of this.#repairs) {
      if (conversationId !== except && repair.urgent.length > 0) this.#setUrgent(conversationId, repair, [])
    }
  }

  /** What this device does not hold. Nothing is missing where history is not ours to read any more. */
  missing(conversationId: ConversationId): SeqRanges {
    const { conversations, ranges } = this.#store
    const lastSeq = conversations.lastSeq(conversationId)
    return lastSeq === 0 || conversations.hasLeft(conversationId) ? [] : ranges.missing(conversationId, 1, lastSeq)
  }

  /** Something of a range is missing. Nearly always it is the next messages, and they are all held. */
  isMissingAny(conversationId: ConversationId, range: SeqRange): boolean {
    return !this.#store.ranges.hasAll(conversationId, ...range) && intersect(this.missing(conversationId), [range]).length > 0
  }

  /** Makes what is missing of `wanted` urgent. False when nothing of it is. */
  want(conversationId: ConversationId, wanted: SeqRanges): boolean {
    if (this.#suspended.has(conversationId)) return false
    const missing = this.missing(conversationId)
    if (missing.length > 0) this.note([conversationId])
    const urgent = intersect(wanted, missing)
    if (urgent.length === 0) return false
    const repair = this.repairOf(conversationId)
    this.#setUrgent(conversationId, repair, union(repair.urgent, urgent))
    return true
  }

  repairOf(conversationId: ConversationId): Repair {
    const known = this.#repairs.get(conversationId)
    if (known !== undefined) return known
    const fresh: Repair = { urgent: [], flying: [], failures: 0, retryAt: undefined, empty: undefined, emptied: 0 }
    this.#repairs.set(conversationId, fresh)
    return fresh
  }

  /** False for a repair that was given up: its answers are of no use any more. */
  isCurrent(conversationId: ConversationId, repair: Repair): boolean {
    return this.#repairs.get(conversationId) === repair && !this.#suspended.has(conversationId)
  }

  /** Nothing of this conversation is fetched until `release`. */
  suspend(conversationId: ConversationId): void {
    this.#suspended.add(conversationId)
    this.#holed.delete(conversationId)
    this.#resting.delete(conversationId)
    this.#drop(conversationId)
  }

  release(conversationId: ConversationId): void {
    this.#suspended.delete(conversationId)
  }

  /** Failed repairs are tried again at once. */
  forgetFailures(conversationId?: ConversationId): void {
    const some = conversationId === undefined ? [...this.#repairs.values()] : [this.#repairs.get(conversationId)]
    for (const repair of some) if (repair !== undefined) Object.assign(repair, { failures: 0, retryAt: undefined })
  }

  /** The next range to ask for: urgent before deferred, and in each `first` before the rest. Newest first. */
  next(first: ConversationId | undefined): Wanted | undefined {
    return (
      this.#find(firstOf(this.#urgent, first), (repair) => repair?.urgent ?? []) ??
      this.#find(firstOf(this.#holed, first), (_, missing) => missing)
    )
  }

  /** The repair is at its range's end: what it filled is not wanted any more. */
  settle(conversationId: ConversationId): void {
    const repair = this.#repairs.get(conversationId)
    const missing = this.missing(conversationId)
    if (repair !== undefined) this.#setUrgent(conversationId, repair, intersect(repair.urgent, missing))
    if (missing.length > 0) return
    this.#holed.delete(conversationId)
    if (repair?.flying.length === 0) this.#drop(conversationId)
  }

  /** All open gaps, one for each hole. `settlingFrom`: above this seq, holes wait for messages that are out of order. */
  gaps(conversationId: ConversationId, settlingFrom: number | undefined): readonly Gap[] {
    const repair = this.#repairs.get(conversationId)
    return this.missing(conversationId).map((hole): Gap => {
      const [from, to] = hole
      const gap = { conversationId, fromSeq: asSeq(from), toSeq: asSeq(to) }
      if (repair !== undefined && touches(repair.flying, hole)) return { ...gap, repair: 'fetching' }
      if (repair?.retryAt !== undefined) return { ...gap, repair: 'failed', retryAt: repair.retryAt }
      const isWaiting = (repair !== undefined && touches(repair.urgent, hole)) || (settlingFrom !== undefined && to > settlingFrom)
      return { ...gap, repair: isWaiting ? 'waiting' : 'deferred' }
    })
  }

  #setUrgent(conversationId: ConversationId, repair: Repair, urgent: SeqRanges): void {
    const { openGaps, missing } = this.#progress
    this.#progress = {
      openGaps: openGaps + urgent.length - repair.urgent.length,
      missing: missing + countSeqs(urgent) - countSeqs(repair.urgent),
    }
    repair.urgent = urgent
    if (urgent.length === 0) this.#urgent.delete(conversationId)
    else if (!this.#resting.has(conversationId)) this.#urgent.add(conversationId)
  }

  #drop(conversationId: ConversationId): void {
    const repair = this.#repairs.get(conversationId)
    if (repair === undefined) return
    this.#setUrgent(conversationId, repair, [])
    this.#repairs.delete(conversationId)
  }

  #find(candidates: Iterable<ConversationId>, wantedOf: (repair: Repair | undefined, missing: SeqRanges) => SeqRanges): Wanted | undefined {
    for (const conversationId of candidates) {
      this.settle(conversationId)
      const repair = this.#repairs.get(conversationId)
      const wanted = subtract(wantedOf(repair, this.missing(conversationId)), repair?.flying ?? [])
      const range = newestRun(wanted, REPAIR_PAGE * 2 ** Math.min(MAX_DOUBLINGS, repair?.emptied ?? 0))
      if (range !== undefined) return { conversationId, range }
    }
    return undefined
  }
}

/** The candidates with `first` in front, if it is one. They may be deleted on the way. */
function* firstOf(candidates: ReadonlySet<ConversationId>, first: ConversationId | undefined): Iterable<ConversationId> {
  if (first !== undefined && candidates.has(first)) yield first
  for (const candidate of candidates) if (candidate !== first) yield candidate
}

function touches(ranges: SeqRanges, hole: SeqRange): boolean {
  return intersect(ranges, [hole]).length > 0
}
