import type { Mark } from '@protocol/schemas/sync'
import type { Bus } from '../bus/bus'
import type { ToldMark } from '../bus/node-bus'
import type { MarkKind, ServerStore } from '../store/server-store'
import { GatheredMarks } from './gathered-marks'
import type { Session, WorldContext } from './session'
import { markEvent } from './wire'

/** `delivered` and `read` marks, and `typing` (PROTOCOL 5). Marks only grow; loss of a signal is harmless. */
export class Receipts {
  readonly #store: ServerStore
  readonly #bus: Bus
  readonly #context: WorldContext
  readonly #gathered: GatheredMarks | undefined
  /** When a session last typed, by conversation. */
  readonly #typed = new WeakMap<Session, Map<string, number>>()

  /** @param tell to the sessions of all nodes; absent: this is the only process, which stores and tells each mark at once */
  constructor(store: ServerStore, bus: Bus, context: WorldContext, tell?: (marks: readonly ToldMark[]) => void) {
    this.#gathered = tell && new GatheredMarks({ conversations: store.conversations, context, tell })
    this.#store = store
    this.#bus = bus
    this.#context = context
  }

  async mark(session: Session, kind: MarkKind, mark: Mark): Promise<void> {
    const { conversation_id: conversationId, up_to_seq: upToSeq } = mark
    if (this.#gathered !== undefined) return this.#gathered.take(session, kind, conversationId, upToSeq)
    const raised = await this.#store.conversations.raiseMark(conversationId, session.userId, kind, upToSeq, this.#context.now())
    if (raised === undefined) return
    const to = await this.#store.conversations.memberIds(conversationId)
    this.#bus.publish(markEvent({ conversationId, userId: session.userId, kind, seq: raised, except: session.sessionId }, to))
  }

  /** Resolves when what was gathered is stored, or cannot be. */
  async close(): Promise<void> {
    await this.#gathered?.close()
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
