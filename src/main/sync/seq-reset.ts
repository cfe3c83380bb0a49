import { MAX_HISTORY_PAGE } from '@protocol/constants'
import { asSeq, type ConversationId } from '@shared/ids'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import { isSameMessage } from '../store/message-row'
import type { Store } from '../store/store'
import type { Backfill } from './backfill'
import type { Inbox } from './inbox'
import type { HistoryPage, ServerApi } from './server-api'
import type { StoreWriter } from './store-writer'
import { type Me, readNamedMessage } from './wire-message'

type SeqResetDeps = {
  readonly store: Store
  readonly writer: StoreWriter
  readonly inbox: Inbox
  readonly api: ServerApi
  readonly backfill: Backfill
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
 * server's messages are fetched as a gap.
 */
export class SeqReset {
  readonly #deps: SeqResetDeps
  readonly #checking = new Set<ConversationId>()
  #isClosed = false

  constructor(deps: SeqResetDeps) {
    this.#deps = deps
  }

  close(): void {
    this.#isClosed = true
  }

  /** Asks the server who is right. A second doubt while the first is being settled adds nothing. */
  async check(conversationId: ConversationId): Promise<void> {
    if (this.#isClosed || this.#checking.has(conversationId)) return
    this.#checking.add(conversationId)
    this.#deps.backfill.suspend(conversationId)
    const isTrusted = await this.#settle(conversationId)
    this.#checking.delete(conversationId)
    if (!this.#isClosed) this.#deps.backfill.resume(conversationId, isTrusted)
  }

  /** False when the server could not be asked, or agrees with what is held: then the doubt is looked at again later. */
  async #settle(conversationId: ConversationId): Promise<boolean> {
    const { store, logger } = this.#deps
    // Taken before the server is asked: what arrives meanwhile is newer than its answer.
    const known = Math.max(store.conversations.lastSeq(conversationId), store.messages.headSeq(conversationId))
    let firstOther: number | undefined
    let serverLast = known
    for (let to = known; to >= 1; to -= MAX_HISTORY_PAGE) {
      const from = Math.max(1, to - MAX_HISTORY_PAGE + 1)
      const page = await this.#read(conversationId, from, to)
      if (this.#isClosed || page === undefined) return false
      if (to === known) serverLast = page.lastSeq
      const { lowestOther, lowestSame } = this.#compare(conversationId, from, to, page)
      firstOther = lowestOther ?? firstOther
      if (lowestSame !== undefined) break
    }
    if (firstOther === undefined && serverLast >= known) {
      logger.info('the server agrees with what is held', { conversationId })
      return false
    }
    return this.#detach(conversationId, Math.min(firstOther ?? Infinity, serverLast + 1), serverLast)
  }

  /** The whole range: a server may answer less than it was asked for. `undefined` when it does not answer. */
  async #read(conversationId: ConversationId, from: number, to: number): Promise<HistoryPage | undefined> {
    const items: HistoryPage['items'][number][] = []
    for (let next = from; ;) {
      const page = await this.#deps.api.messages(conversationId, next, to)
      if (this.#isClosed || !page.ok) return undefined
      items.push(...page.value.items)
      const last = Math.max(next - 1, ...page.value.items.map(({ data }) => (typeof data['seq'] === 'number' ? data['seq'] : 0)))
      if (last < next || last >= Math.min(to, page.value.lastSeq)) return { items, lastSeq: page.value.lastSeq }
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
    const { store, clock, me } = this.#deps
    const context = { me: me().userId, arrivedAt: clock.now() }
    const named = page.items.flatMap((item) => readNamedMessage(item, context, conversationId) ?? [])
    const bySeq = new Map(named.map((message) => [message.seq as number, message]))
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
    return { lowestOther, lowestSame: lowestOther !== undefined && lowestSame !== undefined && lowestSame > lowestOther ? undefined : lowestSame }
  }

  #detach(conversationId: ConversationId, fromSeq: number, serverLast: number): boolean {
    const { store, writer, inbox, clock, logger } = this.#deps
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
