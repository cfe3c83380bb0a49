import { asSeq, type ConversationId } from '@shared/ids'
import type { Clock } from '../../lib/clock'
import type { Logger } from '../../lib/logger'
import type { Store } from '../../store/store'
import type { Repair } from './gap-book'
import type { Inbox } from '../intake/inbox'
import type { PageIntake } from '../intake/page-intake'
import { holdRange } from './hold-range'
import { countSeqs, intersect, type SeqRange, type SeqRanges } from './seq-ranges'
import type { ChatMessage } from '../../kinds/kind/facts'
import { type HistoryPage, isGoneCode } from '../../kinds/kind/chat-requests'
import type { StoreWriter } from '../../store/store-writer'
import { TimerSet } from '../../lib/timer-set'
import { groupOf } from '@shared/conversation-id'
import type { Me } from '../writing/own-message'

/** Messages of a page that are stored in one go: the window waits for nothing longer. */
const SLICE = 100
/** How often in a row the server must say that it has nothing of a range before this is believed. */
const EMPTY_ANSWERS = 2

/**
 * What an answer was good for: `news`: some of what is missing; `closed`: the server has none of it, which is settled
 * now; `empty`: it says so for the first time; `doubt`: it has fewer messages than are held; `lowered`: it has fewer
 * than it said, and the head follows it; `nothing`: none of this, or the store is blocked.
 */
export type PageOutcome = 'news' | 'closed' | 'empty' | 'doubt' | 'lowered' | 'nothing'

type RepairPagesDeps = {
  readonly store: Store
  readonly writer: StoreWriter
  readonly inbox: Inbox
  readonly pages: PageIntake
  readonly clock: Clock
  readonly logger: Logger
  readonly me: () => Me
  readonly missing: (conversationId: ConversationId) => SeqRanges
  /** False for a repair that was given up while its answer was stored. */
  readonly isWanted: (conversationId: ConversationId, repair: Repair) => boolean
}

/** Answers to repairs become rows and ranges. */
export class RepairPages {
  readonly #deps: RepairPagesDeps
  readonly #timers: TimerSet

  constructor(deps: RepairPagesDeps) {
    this.#deps = deps
    this.#timers = new TimerSet(deps.clock)
  }

  /** What is being stored stops where it is, and its promise never settles. */
  close(): void {
    this.#timers.close()
  }

  async take(conversationId: ConversationId, repair: Repair, range: SeqRange, page: HistoryPage): Promise<PageOutcome> {
    const before = this.#missingIn(conversationId, range)
    const isStored = await this.#store(conversationId, repair, range, page)
    if (!isStored || !this.#deps.isWanted(conversationId, repair)) return 'nothing'
    if (this.#missingIn(conversationId, range) < before) {
      repair.empty = undefined
      repair.emptied = 0
      return 'news'
    }
    if (page.lastSeq < range[1]) return this.#contradicted(conversationId, page.lastSeq)
    return page.served === 0 ? this.#noneHere(conversationId, repair, range) : 'nothing'
  }

  /** What follows from no answer: false when the same question would get the same one. `asked`: as in `leave`. */
  isWorthAsking(conversationId: ConversationId, code: string, asked: number): boolean {
    const { store, logger } = this.#deps
    if (isGoneCode(code) && groupOf(conversationId) !== undefined) this.leave(conversationId, asked)
    logger.warn('history could not be read', { conversationId, code })
    return !store.conversations.hasLeft(conversationId)
  }

  /** I was no member when history was asked for: what is here stays, the rest is not mine to read. */
  leave(conversationId: ConversationId, asked: number): void {
    this.#deps.writer.owe(`left ${conversationId}`, (changes) => {
      this.#deps.store.conversations.setMembership(conversationId, true, asked)
      changes.conversations.add(conversationId)
    })
  }

  /** Slice by slice, the newest first; in between the event loop runs. False when not all of it is stored. */
  async #store(conversationId: ConversationId, repair: Repair, range: SeqRange, page: HistoryPage): Promise<boolean> {
    const { store, inbox, pages, clock, isWanted } = this.#deps
    const messages = askedFor(range, page)
    for (let end = messages.length; ; end -= SLICE) {
      const isLast = end <= SLICE
      const isStored = pages.store(conversationId, messages.slice(Math.max(0, end - SLICE), end), (changes) => {
        inbox.raiseHead(conversationId, page.lastSeq, changes)
        if (isLast) store.repairs.note(conversationId, clock.now(), { kind: 'fetched', count: messages.length })
      })
      if (!isStored || isLast) return isStored
      await new Promise<void>((resolve) => this.#timers.set(`breath ${conversationId} ${range.join()}`, 0, resolve))
      if (!isWanted(conversationId, repair)) return false
    }
  }

  /** What is held is looked at before anything is done to it; a head that nothing is held of was only said. */
  #contradicted(conversationId: ConversationId, lastSeq: number): PageOutcome {
    const { store, writer, logger } = this.#deps
    const top = store.ranges.top(conversationId)
    if (top > lastSeq) return 'doubt'
    logger.warn('the server has fewer messages than it said', { conversationId, lastSeq })
    writer.owe(`lowered ${conversationId}`, (changes) => {
      store.conversations.lowerHead(conversationId, asSeq(lastSeq))
      changes.conversations.add(conversationId)
    })
    return 'lowered'
  }

  /** The server has nothing of this range: asked twice, since an answer may also be short, it counts as held. */
  #noneHere(conversationId: ConversationId, repair: Repair, range: SeqRange): PageOutcome {
    const { store, writer, clock, logger } = this.#deps
    const isSame = repair.empty?.range[0] === range[0] && repair.empty.range[1] === range[1]
    const count = 1 + (isSame ? (repair.empty?.count ?? 0) : 0)
    repair.empty = { range, count }
    if (count < EMPTY_ANSWERS) return 'empty'
    logger.info('the server has none here', { conversationId, from: range[0], to: range[1] })
    repair.emptied++
    writer.owe(`none ${conversationId} ${range.join()}`, (changes) => {
      holdRange(store, conversationId, range, changes)
      store.repairs.note(conversationId, clock.now(), { kind: 'none', from: range[0], to: range[1] })
      changes.conversations.add(conversationId)
    })
    return 'closed'
  }

  #missingIn(conversationId: ConversationId, range: SeqRange): number {
    return countSeqs(intersect(this.#deps.missing(conversationId), [range]))
  }
}

/** What was asked for, each seq once, however much the server says. */
function askedFor([from, to]: SeqRange, page: HistoryPage): readonly ChatMessage[] {
  const bySeq = new Map<number, ChatMessage>()
  for (const message of page.messages) {
    const { seq = 0 } = message
    if (from <= seq && seq <= to && !bySeq.has(seq)) bySeq.set(seq, message)
  }
  return [...bySeq.values()]
}
