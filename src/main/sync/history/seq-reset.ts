import { asSeq, type ConversationId } from '@shared/ids'
import type { Clock } from '../../lib/clock'
import type { Logger } from '../../lib/logger'
import { isSameMessage } from '../../store/message-row'
import type { Store } from '../../store/store'
import type { Backfill } from './backfill'
import type { Inbox } from '../intake/inbox'
import type { Pace } from './pace'
import type { Receipts } from '../signals/receipts'
import type { SeqRange } from './seq-ranges'
import { type ChatRequests, type HistoryPage, MAX_HISTORY_PAGE } from '../../kinds/kind/chat-requests'
import type { StoreWriter } from '../../store/store-writer'
import { TimerSet } from '../../lib/timer-set'
import type { Me } from '../writing/own-message'

type SeqResetDeps = {
  readonly store: Store
  readonly writer: StoreWriter
  readonly inbox: Inbox
  readonly api: ChatRequests
  readonly pace: Pace
  readonly backfill: Backfill
  readonly receipts: Receipts
  readonly clock: Clock
  readonly logger: Logger
  readonly me: () => Me
  /** The server's numbers really differ from what is held; it has been repaired. */
  readonly onReset: (conversationId: ConversationId) => void
}

/**
 * A conversation whose numbers are in doubt: another message at a seq that is held, or a server that says it has fewer
 * messages than it once did, as after a restore from a backup.
 *
 * Live packets only raise the doubt. The server's history settles it: pages are compared from the newest held message
 * down until one agrees; from the first difference on, what is held keeps its place and loses its names, and the
 * server's messages are fetched as a gap. What is held is walked through, never what the server says there is, one
 * conversation after the other, at the pace of repairs (PROTOCOL 7.7).
 */
export class SeqReset {
  readonly #deps: SeqResetDeps
  readonly #timers: TimerSet
  readonly #waiting = new Set<ConversationId>()
  #checking: ConversationId | undefined
  /** Nothing has been compared yet: whatever is doubted of it now is looked at anyway. */
  #isUncompared = false
  #isOnline = false

  constructor(deps: SeqResetDeps) {
    this.#deps = deps
    this.#timers = new TimerSet(deps.clock)
  }

  online(): void {
    this.#isOnline = true
    void this.#work()
  }

  /** What waits is asked about on the next link. */
  offline(): void {
    this.#isOnline = false
  }

  close(): void {
    this.#isOnline = false
    this.#timers.close()
  }

  /** The server is asked who is right. A doubt that comes while one is being settled is looked at after it. */
  check(conversationId: ConversationId): void {
    if (this.#timers.isClosed || (this.#isUncompared && this.#checking === conversationId)) return
    this.#waiting.add(conversationId)
    this.#deps.backfill.suspend(conversationId)
    void this.#work()
  }

  async #work(): Promise<void> {
    const { backfill, logger } = this.#deps
    if (this.#checking !== undefined) return
    for (const conversationId of this.#waiting) {
      if (!this.#isOnline) return
      this.#waiting.delete(conversationId)
      this.#checking = conversationId
      this.#isUncompared = true
      let isTrusted = false
      try {
        isTrusted = await this.#settle(conversationId)
      } catch (error) {
        logger.error('a doubt could not be settled', { conversationId, reason: error instanceof Error ? error.message : undefined })
      }
      this.#checking = undefined
      if (this.#timers.isClosed) return
      if (!this.#waiting.has(conversationId)) backfill.resume(conversationId, isTrusted)
    }
  }

  /** False when the server could not be asked, or agrees with what is held: then the doubt is looked at again later. */
  async #settle(conversationId: ConversationId): Promise<boolean> {
    const { store, pace, logger } = this.#deps
    // Taken before the server is asked: what arrives meanwhile is newer than its answer.
    const known = Math.max(store.conversations.lastSeq(conversationId), store.messages.headSeq(conversationId))
    let firstOther: number | undefined
    let serverLast: number | undefined
    for (let run = this.#heldBelow(conversationId, Infinity) ?? [known, known]; ;) {
      const [from, to] = run
      const page = await this.#read(conversationId, from, to)
      if (this.#timers.isClosed || page === undefined) return false
      this.#isUncompared = false
      serverLast ??= page.lastSeq
      const { lowestOther, lowestSame } = this.#compare(conversationId, from, to, page)
      firstOther = lowestOther ?? firstOther
      pace.end(lowestOther !== undefined || page.lastSeq < to)
      // What is held above the server's last one is another message's, without asking.
      const next = lowestSame === undefined ? this.#heldBelow(conversationId, Math.min(from, serverLast + 1)) : undefined
      if (next === undefined) break
      run = next
    }
    if (firstOther === undefined && serverLast >= known) {
      logger.info('the server agrees with what is held', { conversationId })
      return false
    }
    return this.#detach(conversationId, Math.min(firstOther ?? Infinity, serverLast + 1), serverLast)
  }

  /** The newest held messages below `seq` that one page can have. */
  #heldBelow(conversationId: ConversationId, seq: number): SeqRange | undefined {
    const held = this.#deps.store.messages.seqsBelow(conversationId, Math.min(seq, Number.MAX_SAFE_INTEGER + 1), MAX_HISTORY_PAGE)
    const [to] = held
    const from = held.findLast((other) => to !== undefined && to - other < MAX_HISTORY_PAGE)
    return to === undefined || from === undefined ? undefined : [from, to]
  }

  /** One request, in its turn; what it was good for is for whoever reads its answer to say. */
  async #page(conversationId: ConversationId, from: number, to: number): Promise<HistoryPage | undefined> {
    const { pace, api } = this.#deps
    for (let { waitMs } = pace; waitMs > 0; { waitMs } = pace) {
      await new Promise<void>((resolve) => this.#timers.set('turn', waitMs, resolve))
    }
    pace.begin()
    const page = await api.history({ by: 'ranges', conversationId, from, to })
    if (!page.ok) pace.end(false)
    return page.ok ? page.value : undefined
  }

  /** The whole range: a server may answer less than it was asked for. `undefined` when it does not answer. */
  async #read(conversationId: ConversationId, from: number, to: number): Promise<HistoryPage | undefined> {
    const messages: HistoryPage['messages'][number][] = []
    for (let next = from; ;) {
      const page = await this.#page(conversationId, next, to)
      if (this.#timers.isClosed || page === undefined) return undefined
      messages.push(...page.messages.slice(0, MAX_HISTORY_PAGE))
      const last = Math.max(next - 1, page.servedUpTo)
      if (last < next || last >= Math.min(to, page.lastSeq)) return { ...page, messages }
      this.#deps.pace.end(true)
      next = last + 1
    }
  }

  /** The lowest held seq of a page under which the server has another message, and the lowest where it has the same. */
  #compare(
    conversationId: ConversationId,
    from: number,
    to: number,
    page: HistoryPage,
  ): { readonly lowestOther: number | undefined; readonly lowestSame: number | undefined } {
    const { store } = this.#deps
    const bySeq = new Map(page.messages.map((message) => [message.seq as number, message]))
    let lowestOther: number | undefined
    let lowestSame: number | undefined
    for (let seq = to; seq >= from; seq--) {
      const held = store.messages.bySeq(conversationId, asSeq(seq))
      if (held === undefined) continue
      // Absent below the server's last seq: it does not serve this one any more, which is no contradiction.
      const served = bySeq.get(seq)
      const isOther = served === undefined ? seq > page.lastSeq : !isSameMessage(held, served)
      if (isOther) lowestOther = seq
      else if (served !== undefined) lowestSame = seq
    }
    return {
      lowestOther,
      lowestSame: lowestOther !== undefined && lowestSame !== undefined && lowestSame > lowestOther ? undefined : lowestSame,
    }
  }

  #detach(conversationId: ConversationId, fromSeq: number, serverLast: number): boolean {
    const { store, writer, inbox, receipts, clock, logger } = this.#deps
    const stored = writer.commit((changes) => {
      const before = store.conversations.get(conversationId)
      if (before === undefined) return
      const kept = store.ranges.get(conversationId).filter(([from]) => from < fromSeq)
      for (const localId of store.messages.detachFrom(conversationId, asSeq(fromSeq))) changes.messages.add(localId)
      store.ranges.clear(conversationId)
      for (const [from, to] of kept) store.ranges.add(conversationId, from, Math.min(to, fromSeq - 1))
      const clamp = (seq: number): number => Math.min(seq, fromSeq - 1)
      store.conversations.resetSeqs(conversationId)
      store.conversations.upsert({
        conversationId,
        kind: before.kind,
        lastSeq: clamp(before.lastSeq),
        readSeq: clamp(before.readSeq),
        peerReadSeq: clamp(before.peerReadSeq),
        peerDeliveredSeq: clamp(before.peerDeliveredSeq),
      })
      // What lost its name was seen or not; it is not news.
      store.conversations.raiseRead(conversationId, clamp(before.readSeq))
      receipts.forgetReadsBeyond(conversationId, fromSeq - 1)
      inbox.raiseHead(conversationId, serverLast, changes)
      changes.conversations.add(conversationId)
      store.repairs.note(conversationId, clock.now(), { kind: 'reset', from: fromSeq })
    })
    if (!stored.ok) return false
    logger.warn('the server counts anew', { conversationId, fromSeq, serverLast })
    this.#deps.onReset(conversationId)
    return true
  }
}
