import { assertNever } from '@shared/result'
import type { ChatNotice, ChatMessage, Fact } from '../../kinds/kind/facts'
import type { Cancel, Clock } from '../../lib/clock'
import type { Logger } from '../../lib/logger'
import type { Changes } from '../../store/changes'
import type { StoreWriter } from '../../store/store-writer'
import type { Inbox } from './inbox'
import type { OutboxAnswers } from '../outbox/outbox-answers'
import type { Me } from '../writing/own-message'
import type { PresenceSync } from '../signals/presence-sync'
import type { Receipts } from '../signals/receipts'
import type { RosterSync } from '../roster/roster-sync'
import type { TypingSync } from '../signals/typing-sync'

/** Packets of one transaction at most (architecture.md, Decisions). */
const BATCH = 500
/** Facts of one read from which on more are surely behind them: a commit for each read would cost the most of it. */
const FLOOD = 100
/** Facts that wait for a blocked store; what comes after them is in the server's history, where it has one. */
const MAX_WAITING = 2000

/** What passes at once, without a word to the store. */
type PassingFact = Extract<Fact, { readonly fact: 'typing' | 'presence' | 'notice' }>
/** What waits for its turn in a transaction. */
type KeptFact = Exclude<Fact, PassingFact>

type IntakeDeps = {
  readonly writer: StoreWriter
  readonly inbox: Inbox
  readonly answers: OutboxAnswers
  readonly receipts: Receipts
  readonly roster: RosterSync
  readonly typing: TypingSync
  readonly presence: PresenceSync
  readonly clock: Clock
  readonly logger: Logger
  readonly me: () => Me
  readonly onNotice: (notice: ChatNotice) => void
}

/**
 * What the chat system tells, in its order, to where it belongs. What arrives together is stored together, at most 500
 * facts a transaction; what does not concern the store (typing, presence, notices) passes at once.
 */
export class FactIntake {
  readonly #deps: IntakeDeps
  #waiting: KeptFact[] = []
  #isFlushDue = false
  #cancelFlush: Cancel | undefined
  #isClosed = false
  #hasDropped = false

  constructor(deps: IntakeDeps) {
    this.#deps = deps
  }

  /** True once since the last look: facts were dropped because the store was blocked for too long. */
  takeDropped(): boolean {
    const hasDropped = this.#hasDropped
    this.#hasDropped = false
    return hasDropped
  }

  accept(fact: Fact): void {
    if (fact.fact === 'typing' || fact.fact === 'presence' || fact.fact === 'notice') return this.#pass(fact)
    if (fact.fact === 'message') this.#deps.typing.stopped(fact.message.conversationId, fact.message.senderId)
    if (this.#waiting.length >= MAX_WAITING) {
      this.#hasDropped = true
      return
    }
    this.#waiting.push(fact)
    if (this.#isFlushDue) return
    this.#isFlushDue = true
    // After the last fact of this read: one transaction for all of them.
    queueMicrotask(() => {
      this.#isFlushDue = false
      if (this.#waiting.length < FLOOD) this.flush()
      else this.#flushFull()
    })
  }

  /** In a flood a transaction is as large as it may be; what is left of a read waits for those right behind it. */
  #flushFull(): void {
    while (this.#waiting.length >= BATCH) if (!this.#storeNext()) return
    if (this.#waiting.length > 0 && !this.#isClosed) this.#cancelFlush ??= this.#deps.clock.after(0, () => this.flush())
  }

  /** Stores what waits. While the store is blocked it goes on waiting. */
  flush(): void {
    this.#cancelFlush?.()
    this.#cancelFlush = undefined
    while (this.#waiting.length > 0) if (!this.#storeNext()) return
  }

  /** One transaction. False when nothing can be stored now. */
  #storeNext(): boolean {
    if (this.#isClosed) return false
    // Taken out before: whoever hears of the commit may flush what is behind it.
    const batch = this.#waiting.splice(0, BATCH)
    const isStored = this.#store(batch)
    if (!isStored) this.#waiting = [...batch, ...this.#waiting]
    return isStored
  }

  close(): void {
    this.#isClosed = true
    this.#cancelFlush?.()
  }

  /** False when the store is blocked. */
  #store(batch: readonly KeptFact[]): boolean {
    try {
      return this.#deps.writer.commit((changes) => this.#apply(batch, changes)).ok
    } catch (error) {
      // One fact breaks a rule of the store: it must not take the others with it.
      if (batch.length > 1) return batch.every((fact) => this.#store([fact]))
      this.#deps.logger.error('a fact could not be stored', { reason: error instanceof Error ? error.message : undefined })
      return true
    }
  }

  #apply(batch: readonly KeptFact[], changes: Changes): void {
    const { inbox } = this.#deps
    let messages: ChatMessage[] = []
    for (const fact of batch) {
      if (fact.fact === 'message') {
        messages.push(fact.message)
        continue
      }
      inbox.apply(messages, changes)
      messages = []
      this.#applyOne(fact, changes)
    }
    inbox.apply(messages, changes)
  }

  #applyOne(fact: Exclude<KeptFact, { readonly fact: 'message' }>, changes: Changes): void {
    const { answers, receipts, roster } = this.#deps
    switch (fact.fact) {
      case 'named':
        return answers.named(fact, changes)
      case 'refused':
        return answers.refused(fact, changes)
      case 'mark':
        return receipts.applyMark(fact, changes)
      case 'delivered':
        return receipts.applyDelivered(fact, changes)
      case 'conversation':
        return roster.applyConversation(fact.conversation, changes)
      case 'left':
        return roster.applyLeft(fact.conversationId, fact.seq, changes)
      default:
        return assertNever(fact)
    }
  }

  #pass(fact: PassingFact): void {
    const { typing, presence, onNotice, me } = this.#deps
    switch (fact.fact) {
      case 'typing':
        if (fact.userId !== me().userId) typing.apply(fact.conversationId, fact.userId)
        return
      case 'presence':
        return presence.apply(fact)
      case 'notice': {
        const { fact: _kind, ...notice } = fact
        return onNotice(notice)
      }
      default:
        return assertNever(fact)
    }
  }
}
