import type { Mark } from '@protocol/schemas/sync'
import type { Bus } from '../bus/bus'
import type { MarkKind, ServerStore } from '../store/server-store'
import type { Session, WorldContext } from './session'

/** `delivered` and `read` marks, and `typing` (PROTOCOL 5). Marks only grow; loss of a signal is harmless. */
export class Receipts {
  readonly #store: ServerStore
  readonly #bus: Bus
  readonly #context: WorldContext
  /** When a session last typed, by conversation. */
  readonly #typed = new WeakMap<Session, Map<string, number>>()

  constructor(store: ServerStore, bus: Bus, context: WorldContext) {
    this.#store = store
    this.#bus = bus
    this.#context = context
  }

  async mark(session: Session, kind: MarkKind, mark: Mark): Promise<void> {
    const { conversation_id: conversationId, up_to_seq: upToSeq } = mark
    const raised = await this.#store.conversations.raiseMark(conversationId, session.userId, kind, upToSeq, this.#context.now())
    if (raised === undefined) return
    const to = await this.#store.conversations.memberIds(conversationId)
    const data = { conversation_id: conversationId, up_to_seq: raised, user_id: session.userId }
    this.#bus.publish({ to, except: session.sessionId, event: { kind: 'push', type: kind, data } })
  }

  async typing(session: Session, conversationId: string): Promise<void> {
    const to = await this.#store.conversations.memberIds(conversationId)
    if (!to.includes(session.userId) || !this.#mayType(session, conversationId)) return
    const data = { conversation_id: conversationId, user_id: session.userId }
    this.#bus.publish({ to: to.filter((id) => id !== session.userId), event: { kind: 'push', type: 'typing', data } })
  }

  #mayType(session: Session, conversationId: string): boolean {
    const typed = this.#typed.get(session) ?? new Map<string, number>()
    this.#typed.set(session, typed)
    const now = this.#context.now()
    if (now - (typed.get(conversationId) ?? -Infinity) < this.#context.limits.typingMs) return false
    typed.set(conversationId, now)
    return true
  }
}
