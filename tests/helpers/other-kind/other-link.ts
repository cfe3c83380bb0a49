import { ALL_FEATURES, type Features } from '@shared/features'
import type { UserId } from '@shared/ids'
import { ok, type Result } from '@shared/result'
import type { ChatLink, ChatLinkEvents } from '../../../src/main/kinds/kind/chat-link'
import type { ChatSession, OutgoingMessage, PackedMessage } from '../../../src/main/kinds/kind/chat-session'
import type { Fact } from '../../../src/main/kinds/kind/facts'
import type { Clock } from '../../../src/main/lib/clock'
import { NO_FILES } from '../../../src/main/kinds/kind/no-files'
import { Emitter } from '../../../src/main/lib/emitter'
import { keyOf, midOf, readMessage } from './other-reading'
import { OtherRequests } from './other-requests'
import type { OtherEar, OtherEvent, OtherServer } from './other-server'
import { OtherSession } from './other-session'

/** Milliseconds until a link that was lost is there again. */
const RETRY_MS = 1000

/** History by cursor, receipts for each, no groups of its own making, nobody's presence. */
export const OTHER_FEATURES: Features = {
  ...ALL_FEATURES,
  history: 'cursor',
  receipts: 'each',
  groups: false,
  presence: false,
  recall: false,
  files: false,
  directory: false,
  bundles: false,
  devices: false,
  profile: false,
  mute: false,
  maxTextBytes: 4000,
  maxInFlight: 2,
}

/** The second kind: a link without a network, which says what `OtherServer` says. */
export class OtherLink implements ChatLink, OtherEar {
  readonly dialect = 'other'
  readonly files = NO_FILES
  readonly requests: OtherRequests
  /** Of the current session. */
  session: ChatSession | undefined
  /** True: what is said is lost from now on, and nobody knows. */
  isSilent = false
  /** True: what is sent waits in this program, and nothing of it goes to the socket. */
  isHeldBack = false
  /** The program is gone. */
  isStopped = false
  readonly #events = new Emitter<ChatLinkEvents>()
  #leave: () => void = () => undefined
  #cancelRetry: () => void = () => undefined
  #isWanted = false

  constructor(
    readonly server: OtherServer,
    readonly userId: UserId,
    readonly clock: Clock,
    readonly features = OTHER_FEATURES,
  ) {
    this.requests = new OtherRequests(this)
  }

  on<E extends keyof ChatLinkEvents>(event: E, listener: (value: ChatLinkEvents[E]) => void): () => void {
    return this.#events.on(event, listener)
  }

  assume(): void {
    // There is only one way to speak here.
  }

  pack(message: OutgoingMessage): Result<PackedMessage> {
    return ok(message as unknown as PackedMessage)
  }

  roomForText(): number {
    return this.features.maxTextBytes
  }

  isUserId(text: string): boolean {
    return text !== ''
  }

  connect(): void {
    this.#isWanted = true
    if (this.session !== undefined) return
    this.isSilent = false
    this.session = new OtherSession(this)
    this.#leave = this.server.join(this)
    this.#events.emit('online', this.session)
  }

  /** The link is lost, and comes back by itself. */
  cut(): void {
    if (this.session === undefined) return
    this.#leave()
    this.session = undefined
    this.#events.emit('lost', undefined)
    this.#cancelRetry()
    this.#cancelRetry = this.clock.after(RETRY_MS, () => {
      if (this.#isWanted) this.connect()
    })
  }

  reconnectNow(): void {
    this.cut()
  }

  /** As kill -9: nothing is heard or said any more. */
  stop(): void {
    this.isStopped = true
    this.#isWanted = false
    this.#leave()
    this.#cancelRetry()
    this.session = undefined
  }

  hear(event: OtherEvent): void {
    const { session } = this
    // Never within what caused it: no network is that fast.
    queueMicrotask(() => {
      if (this.session === session && session !== undefined && !this.isSilent) this.#events.emit('fact', this.#factOf(event))
    })
  }

  #factOf(event: OtherEvent): Fact {
    switch (event.event) {
      case 'message':
        return { fact: 'message', message: readMessage(event.conversationId, event.message, this.userId, this.clock.now()) }
      case 'accepted': {
        const { cliMid, mid, at } = event
        if (this.features.acks !== 'stored') return { fact: 'named', cliMid }
        return { fact: 'named', cliMid, mid: midOf(mid), orderKey: keyOf(at), sentAt: at }
      }
      case 'busy':
        return { fact: 'refused', cliMid: event.cliMid, code: 'rate_limited', reason: '', retryAfterMs: event.forMs }
      case 'received':
        return { fact: 'delivered', mark: 'delivered', conversationId: event.conversationId, userId: event.by, mid: midOf(event.mid) }
    }
  }
}
