import type { StoredMessage } from '../store/server-store'
import { ConversationLines, type LinesContext } from './conversation-lines'
import type { Appending, Deliveries, Told } from './deliveries'
import { FollowedUsers } from './followed-users'
import { type Hint, hintsOf } from './hints'

/**
 * Deliveries of one node among several on one store. What the others append it hears of by hints that may be lost, doubled
 * and disordered; `seq` has no holes, and whoever sees `n` in the store finds all below it there.
 *
 * While this node appends to a conversation itself, what others appended to it waits: a sender would else see message 8
 * before the ack of their 7.
 */
export class OrderedDeliveries implements Deliveries, Appending {
  readonly isShared = true
  readonly #store: LinesContext['store']
  readonly #hint: (hint: Hint) => void
  readonly #isAlone: () => boolean
  readonly #users = new FollowedUsers()
  readonly #lines: ConversationLines
  /** Conversations that this node appends to now, and how many times. */
  readonly #holds = new Map<string, number>()

  constructor(
    options: Omit<LinesContext, 'users' | 'isHeld'> & {
      /** To the other nodes. */
      readonly hint: (hint: Hint) => void
      /** No other node is known. */
      readonly isAlone: () => boolean
    },
  ) {
    this.#store = options.store
    this.#hint = options.hint
    this.#isAlone = options.isAlone
    this.#lines = new ConversationLines({ ...options, users: this.#users, isHeld: (id) => this.#holds.has(id) })
  }

  /** Of another node, or of the scan of the tail. */
  hear(hint: Hint): void {
    this.#lines.hear(hint)
  }

  /** Who of this node is to hear of the conversation, as far as its messages have been told. */
  membersHere(conversationId: string): readonly string[] {
    return this.#lines.membersOf(conversationId)
  }

  /** Once in a while: what the store did not give is asked for again, and what is nobody's is forgotten. */
  tidy(): void {
    this.#lines.tidy()
  }

  arrive(userId: string): Promise<void> | undefined {
    const user = this.#users.add(userId)
    if (user.isKnown) return undefined
    return (user.arrival ??= this.#read(userId).finally(() => (user.arrival = undefined)))
  }

  depart(userId: string): void {
    for (const conversationId of this.#users.remove(userId)?.conversations ?? []) this.#lines.dismiss(conversationId, userId)
  }

  async appending<T>(conversationIds: readonly string[], run: (appending: Appending) => Promise<T>): Promise<T> {
    const held = [...new Set(conversationIds)]
    for (const id of held) this.#holds.set(id, (this.#holds.get(id) ?? 0) + 1)
    try {
      return await run(this)
    } finally {
      for (const id of held) this.#release(id)
    }
  }

  stored(messages: readonly StoredMessage[]): void {
    for (const hint of hintsOf(messages, this.#isAlone())) this.#hint(hint)
  }

  reach(conversationId: string, seq: number): Promise<void> | undefined {
    return this.#lines.reach(conversationId, seq)
  }

  tell({ message, except }: Told): Promise<void> | undefined {
    return this.#lines.tellOwn(message, except)
  }

  async #read(userId: string): Promise<void> {
    const user = this.#users.get(userId)
    const heads = await this.#store.conversations.heads(userId)
    // Who came again meanwhile has them read anew.
    if (user === undefined || this.#users.get(userId) !== user) return
    for (const { conversationId, lastSeq } of heads) {
      // What was read may be older than what has been told since.
      if ((user.left.get(conversationId) ?? 0) <= lastSeq) this.#lines.admit(conversationId, userId, lastSeq)
    }
    user.isKnown = true
  }

  #release(conversationId: string): void {
    const holds = (this.#holds.get(conversationId) ?? 0) - 1
    if (holds > 0) return void this.#holds.set(conversationId, holds)
    this.#holds.delete(conversationId)
    this.#lines.pump(conversationId)
  }
}
