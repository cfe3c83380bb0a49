import type { ConversationId } from '@shared/ids'
import { backoffMs } from '../../lib/backoff'
import type { Clock, Random } from '../../lib/clock'
import type { Logger } from '../../lib/logger'
import type { Store } from '../../store/store'
import type { HeadClaim } from '../../store/changes'
import { HeadClaims } from './head-claims'
import type { Inbox } from '../intake/inbox'
import type { Pace } from './pace'
import type { PageIntake } from '../intake/page-intake'
import type { ChatMessage } from '../../kinds/kind/facts'
import { type ChatRequests, type HistoryPage, isGoneCode } from '../../kinds/kind/chat-requests'
import { TimerSet } from '../../lib/timer-set'
import { groupOf } from '@shared/conversation-id'
import type { Me } from '../writing/own-message'

/** Messages of the page that a head is believed by; it is the newest page, which is wanted anyway. */
const PAGE = 50

export type HeadCheckDeps = {
  readonly store: Store
  readonly inbox: Inbox
  readonly pages: PageIntake
  readonly api: ChatRequests
  readonly pace: Pace
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly me: () => Me
}

type HeadCheckListener = {
  /** A claim may be asked about now. */
  readonly onReady: () => void
  /** This head is believed. */
  readonly onBelieved: (conversationId: ConversationId) => void
  /** I am no member there any more, as of `asked`. */
  readonly onGone: (conversationId: ConversationId, asked: number) => void
}

/**
 * Heads far above what is held are believed once a page at them has answered (PROTOCOL 7.7): with a message, which is
 * stored, or with another head, which is believed instead if it is near.
 */
export class HeadCheck {
  readonly #deps: HeadCheckDeps
  readonly #listener: HeadCheckListener
  readonly #claims = new HeadClaims()
  readonly #timers: TimerSet

  constructor(deps: HeadCheckDeps, listener: HeadCheckListener) {
    this.#deps = deps
    this.#listener = listener
    this.#timers = new TimerSet(deps.clock)
  }

  get isSettled(): boolean {
    return this.#claims.isSettled
  }

  add(conversationId: ConversationId, claim: HeadClaim): void {
    this.#claims.add(conversationId, claim)
  }

  /** The next one, to be handed to `ask`. */
  take(first: ConversationId | undefined): readonly [ConversationId, HeadClaim] | undefined {
    return this.#claims.take(first)
  }

  offline(): void {
    this.#timers.clear()
    this.#claims.clear()
  }

  close(): void {
    this.#timers.close()
    this.#claims.clear()
  }

  async ask(conversationId: ConversationId, claim: HeadClaim): Promise<void> {
    const { store, api, pace, logger } = this.#deps
    const asked = store.conversations.membershipSeq(conversationId)
    pace.begin()
    const page = await api.history({ by: 'ranges', conversationId, from: Math.max(1, claim.seq - PAGE + 1), to: claim.seq })
    if (this.#timers.isClosed) return
    const outcome = page.ok ? this.#answered(conversationId, claim, page.value) : 'none'
    pace.end(outcome === 'believed')
    if (outcome === 'none' && !(!page.ok && isGoneCode(page.error.code))) return this.#later(conversationId, claim)
    this.#claims.done(conversationId)
    if (outcome === 'believed') this.#listener.onBelieved(conversationId)
    if (outcome === 'refuted') logger.warn('a head is not where it was said to be', { conversationId, said: claim.seq })
    if (!page.ok && groupOf(conversationId) !== undefined) this.#listener.onGone(conversationId, asked)
  }

  /** `none`: nothing could be stored, so nobody knows yet. */
  #answered(conversationId: ConversationId, claim: HeadClaim, page: HistoryPage): 'believed' | 'refuted' | 'none' {
    const { store, inbox, pages } = this.#deps
    const served = servedOf(claim, page)
    const newest = Math.max(0, ...served.map(({ seq = 0 }) => seq))
    const isProven = newest > 0 && newest <= page.lastSeq
    if (!isProven && !inbox.isBelievable(conversationId, page.lastSeq)) {
      if (page.lastSeq < claim.seq) this.#claims.follow(conversationId, claim, page.lastSeq)
      return 'refuted'
    }
    const isStored = pages.store(
      conversationId,
      isProven ? served : [],
      (changes) => {
        inbox.raiseHead(conversationId, page.lastSeq, changes)
        claim.confirm?.(changes, store.conversations.lastSeq(conversationId))
      },
      isProven,
    )
    if (!isStored) return 'none'
    return isProven ? 'believed' : 'refuted'
  }

  #later(conversationId: ConversationId, claim: HeadClaim): void {
    this.#claims.rest(conversationId, claim)
    this.#timers.set(conversationId, backoffMs(claim.failures ?? 0, this.#deps.random), () => {
      this.#claims.wake(conversationId)
      this.#listener.onReady()
    })
  }
}

/** The messages of the page that were asked for. */
function servedOf(claim: HeadClaim, page: HistoryPage): readonly ChatMessage[] {
  return page.messages.slice(0, PAGE).filter(({ seq = 0 }) => seq > claim.seq - PAGE && seq <= claim.seq)
}
