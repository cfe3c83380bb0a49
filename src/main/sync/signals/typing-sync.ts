import type { ConversationId, UserId } from '@shared/ids'
import type { TypingPerson } from '@shared/roster'
import type { ChatSession } from '../../kinds/kind/chat-session'
import type { Clock } from '../../lib/clock'
import { TimerSet } from '../../lib/timer-set'

/** Milliseconds for which somebody is shown as typing, and between two signals of ours (PROTOCOL 5). */
const SHOWN_MS = 6000
const SEND_EVERY_MS = 3000
/** People who are shown as typing at a time: a server that names ever new ones is not followed. */
const MAX_SHOWN = 200

type TypingDeps = {
  readonly clock: Clock
  readonly nameOf: (userId: UserId) => string
  /** Everybody who types now. */
  readonly onChange: (people: readonly TypingPerson[]) => void
}

/** Who types where, for 6 s each, and the same of ours, every 3 s at most. */
export class TypingSync {
  readonly #deps: TypingDeps
  readonly #shown: TimerSet
  readonly #people = new Map<string, TypingPerson>()
  readonly #sentAt = new Map<ConversationId, number>()
  #session: ChatSession | undefined

  constructor(deps: TypingDeps) {
    this.#deps = deps
    this.#shown = new TimerSet(deps.clock)
  }

  online(session: ChatSession): void {
    this.#session = session
    this.#sentAt.clear()
  }

  offline(): void {
    this.#session = undefined
    this.#shown.clear()
    if (this.#people.size === 0) return
    this.#people.clear()
    this.#tell()
  }

  close(): void {
    this.#session = undefined
    this.#shown.close()
  }

  /** The user types here. */
  send(conversationId: ConversationId): void {
    const now = this.#deps.clock.monotonic()
    if (this.#session === undefined || now - (this.#sentAt.get(conversationId) ?? -Infinity) < SEND_EVERY_MS) return
    this.#sentAt.set(conversationId, now)
    this.#session.signal({ signal: 'typing', conversationId })
  }

  /** Somebody else types. */
  apply(conversationId: ConversationId, userId: UserId): void {
    const key = `${conversationId} ${userId}`
    const isNew = !this.#people.has(key)
    if (isNew && this.#people.size >= MAX_SHOWN) return
    this.#people.set(key, { conversationId, userId, name: this.#deps.nameOf(userId) })
    this.#shown.set(key, SHOWN_MS, () => this.#remove(key))
    if (isNew) this.#tell()
  }

  /** Their message is here: they have stopped. */
  stopped(conversationId: ConversationId, userId: UserId): void {
    this.#remove(`${conversationId} ${userId}`)
  }

  #remove(key: string): void {
    this.#shown.cancel(key)
    if (this.#people.delete(key)) this.#tell()
  }

  #tell(): void {
    this.#deps.onChange([...this.#people.values()])
  }
}
