import type { Packet, PacketOf } from '@protocol/codec'
import type { Envelope } from '@protocol/schemas/chat'
import { baseAckSchema, isPushType, type Notice, type Push, pushSchemas } from '@protocol/schemas/sync'
import { asConversationId, asUserId } from '@shared/ids'
import { assertNever } from '@shared/result'
import { shownLine, shownText } from '@shared/shown-text'
import type { LinkMode } from '@shared/status'
import type { Cancel, Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import type { NewMessage } from '../store/message-row'
import type { Changes } from '../store/changes'
import type { Inbox } from './inbox'
import type { OutboxAnswers } from './outbox-answers'
import type { PresenceSync } from './presence-sync'
import type { Receipts } from './receipts'
import type { RosterSync } from './roster-sync'
import type { StoreWriter } from '../store/store-writer'
import type { TypingSync } from './typing-sync'
import { type Me, readBaseMessage, readNamedMessage } from '../kinds/jim1/wire-message'

/** Packets of one transaction at most (architecture.md, Decisions). */
const BATCH = 500
/** Packets of one read from which on more are surely behind them: a commit for each read would cost the most of it. */
const FLOOD = 100
/** Packets that wait for a blocked store; a sync/1 server has what comes after them in its history. */
const MAX_WAITING = 2000

/** What a packet means for the store: a message, or a fact that is applied in its turn. */
type Step = { readonly message: NewMessage } | { readonly apply: (changes: Changes) => void }

export type IntakePacket = PacketOf<'c2c' | 'c2g' | 'push' | 'baseAck'>

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
  readonly onNotice: (notice: Notice) => void
}

/**
 * Packets of the connection, in their order, to where they belong. What arrives together is stored together, at most
 * 500 packets a transaction; what does not concern the store (typing, presence, notices) passes at once.
 */
export class PacketIntake {
  readonly #deps: IntakeDeps
  #waiting: Step[] = []
  #isFlushDue = false
  #cancelFlush: Cancel | undefined
  #isClosed = false
  #hasDropped = false

  constructor(deps: IntakeDeps) {
    this.#deps = deps
  }

  /** True once since the last look: packets were dropped because the store was blocked for too long. */
  takeDropped(): boolean {
    const hasDropped = this.#hasDropped
    this.#hasDropped = false
    return hasDropped
  }

  accept(packet: IntakePacket, mode: LinkMode): void {
    const step = mode === 'base' ? this.#readBase(packet) : this.#readSync(packet)
    if (step === undefined) return
    if (this.#waiting.length >= MAX_WAITING) {
      this.#hasDropped = true
      return
    }
    this.#waiting.push(step)
    if (this.#isFlushDue) return
    this.#isFlushDue = true
    // After the last packet of this read: one transaction for all of them.
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
  #store(batch: readonly Step[]): boolean {
    try {
      return this.#deps.writer.commit((changes) => this.#apply(batch, changes)).ok
    } catch (error) {
      // One packet breaks a rule of the store: it must not take the others with it.
      if (batch.length > 1) return batch.every((step) => this.#store([step]))
      this.#deps.logger.error('a packet could not be stored', { reason: error instanceof Error ? error.message : undefined })
      return true
    }
  }

  #apply(batch: readonly Step[], changes: Changes): void {
    let messages: NewMessage[] = []
    for (const step of batch) {
      if ('message' in step) {
        messages.push(step.message)
        continue
      }
      this.#deps.inbox.apply(messages, changes)
      messages = []
      step.apply(changes)
    }
    this.#deps.inbox.apply(messages, changes)
  }

  #readBase(packet: IntakePacket): Step | undefined {
    const { answers } = this.#deps
    if (packet.name === 'baseAck') return { apply: (changes) => answers.baseAck(packet.ack.request_id, changes) }
    if (packet.envelope.type === 'ack') {
      const ack = baseAckSchema.safeParse(packet.envelope.data)
      return ack.success ? { apply: (changes) => answers.baseAck(ack.data.request_id, changes) } : undefined
    }
    return this.#message(packet, readBaseMessage(packet.envelope, this.#context))
  }

  #readSync(packet: IntakePacket): Step | undefined {
    switch (packet.name) {
      case 'c2c':
      case 'c2g':
        return this.#message(packet, readNamedMessage(packet.envelope, this.#context))
      case 'push':
        return this.#readPush(packet.envelope)
      case 'baseAck':
        return undefined
      default:
        return assertNever(packet)
    }
  }

  #message(packet: Packet, message: NewMessage | undefined): Step | undefined {
    if (message === undefined) {
      this.#deps.logger.warn('a message without a place', { command: packet.name })
      return undefined
    }
    this.#deps.typing.stopped(message.conversationId, message.senderId)
    return { message }
  }

  #readPush({ type, data }: Envelope): Step | undefined {
    const { logger } = this.#deps
    if (!isPushType(type)) return void logger.info('an unknown push', { type })
    const parsed = pushSchemas[type].safeParse(data)
    if (!parsed.success) return void logger.warn('a push of another shape', { type })
    return this.#readFact({ type, data: parsed.data } as Push)
  }

  #readFact({ type, data }: Push): Step | undefined {
    const { answers, receipts, roster, typing, presence, onNotice } = this.#deps
    switch (type) {
      case 'ack':
        return { apply: (changes) => answers.ack(data, changes) }
      case 'nack':
        return { apply: (changes) => answers.nack(data, changes) }
      case 'delivered':
      case 'read':
        return { apply: (changes) => receipts.applyMark(type, data, changes) }
      case 'conversation':
        return { apply: (changes) => roster.applyConversation(data, changes) }
      case 'typing':
        if (data.user_id !== this.#deps.me().userId) typing.apply(asConversationId(data.conversation_id), asUserId(data.user_id))
        return undefined
      case 'presence':
        return void presence.apply(data)
      case 'notice':
        return void onNotice({ ...data, title: shownLine(data.title), text: shownText(data.text) })
      default:
        return assertNever(type)
    }
  }

  get #context(): { readonly me: Me['userId']; readonly arrivedAt: number } {
    return { me: this.#deps.me().userId, arrivedAt: this.#deps.clock.now() }
  }
}
