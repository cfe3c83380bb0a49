import type { ConversationId, LocalId } from '@shared/ids'

type Waiting = { readonly localId: LocalId; readonly conversationId: ConversationId }

/**
 * What waits in the outbox, by conversation, in the order it was written (ascending local ids). It mirrors the table,
 * and is only changed after the table is.
 */
export class OutboxQueue {
  readonly #waiting = new Map<ConversationId, LocalId[]>()
  readonly #conversations = new Map<LocalId, ConversationId>()

  load(entries: Iterable<Waiting>): void {
    this.#waiting.clear()
    this.#conversations.clear()
    for (const { conversationId, localId } of entries) this.add(conversationId, localId)
  }

  add(conversationId: ConversationId, localId: LocalId): void {
    if (this.#conversations.has(localId)) return
    this.#conversations.set(localId, conversationId)
    const queue = this.#waiting.get(conversationId) ?? []
    this.#waiting.set(conversationId, queue)
    // A message that is tried again goes back to its old place.
    const place = queue.findLastIndex((other) => other < localId) + 1
    queue.splice(place, 0, localId)
  }

  remove(localId: LocalId): void {
    const conversationId = this.#conversations.get(localId)
    const queue = conversationId === undefined ? undefined : this.#waiting.get(conversationId)
    if (conversationId === undefined || queue === undefined) return
    this.#conversations.delete(localId)
    queue.splice(queue.indexOf(localId), 1)
    if (queue.length === 0) this.#waiting.delete(conversationId)
  }

  /** Something of this conversation waits. */
  has(conversationId: ConversationId): boolean {
    return this.#waiting.has(conversationId)
  }

  /** The first message of every conversation. */
  heads(): (readonly [ConversationId, LocalId])[] {
    return [...this.#waiting].flatMap(([conversationId, [first]]) => (first === undefined ? [] : [[conversationId, first] as const]))
  }
}
