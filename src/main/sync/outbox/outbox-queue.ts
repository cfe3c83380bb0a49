import type { ConversationId, LocalId } from '@shared/ids'
import type { PartState } from '../../store/message-parts-table'
import { comparePlaces, positionBehind, type TimelinePlace } from '../../store/timeline-place'

/** `part`: what became of the upload that it waits for, if it waits for one. */
export type Queued = TimelinePlace & { readonly conversationId: ConversationId; readonly part?: PartState }

/**
 * What waits in the outbox, by conversation, in the order in which it is shown. It mirrors the table, and is only
 * changed after the table is.
 *
 * ```
 *   photo (uploading)    "look"           →  "look" goes, and stands before the photo from then on
 *   photo 1 (uploading)  photo 2 (ready)  →  none goes: files keep the order in which they were given
 * ```
 *
 * So the first goes that waits for nothing, and what has a part of its own never passes one that still waits for its.
 * Whatever is passed stands behind what passed it: the order of what went is the order shown (adr/016).
 */
export class OutboxQueue {
  readonly #waiting = new Map<ConversationId, Queued[]>()
  readonly #conversations = new Map<LocalId, ConversationId>()

  load(entries: Iterable<Queued>): void {
    this.#waiting.clear()
    this.#conversations.clear()
    for (const entry of entries) this.add(entry)
  }

  add(entry: Queued): void {
    const { conversationId, localId } = entry
    if (this.#conversations.has(localId)) return
    this.#conversations.set(localId, conversationId)
    const queue = this.#waiting.get(conversationId) ?? []
    this.#waiting.set(conversationId, queue)
    // A message that is tried again goes back to its place.
    queue.splice(queue.findLastIndex((other) => comparePlaces(other, entry) < 0) + 1, 0, entry)
  }

  remove(localId: LocalId): void {
    const { queue = [], index } = this.#find(localId)
    const [removed] = index < 0 ? [] : queue.splice(index, 1)
    this.#conversations.delete(localId)
    if (removed !== undefined && queue.length === 0) this.#waiting.delete(removed.conversationId)
  }

  /** What the message waits for is there, or is not any more. */
  setPart(localId: LocalId, part: PartState): void {
    const { queue, index } = this.#find(localId)
    const entry = queue?.[index]
    if (queue !== undefined && entry !== undefined) queue[index] = { ...entry, part }
  }

  /** The message of a conversation that goes next; `undefined` when all that it has waits for something. */
  next(conversationId: ConversationId): LocalId | undefined {
    let isOneLacking = false
    for (const { localId, part } of this.#waiting.get(conversationId) ?? []) {
      if (part === 'waiting') isOneLacking = true
      else if (part === undefined || !isOneLacking) return localId
    }
    return undefined
  }

  /** The next message of every conversation that has one. */
  heads(): (readonly [ConversationId, LocalId])[] {
    return [...this.#waiting.keys()].flatMap((conversationId) => {
      const next = this.next(conversationId)
      return next === undefined ? [] : [[conversationId, next] as const]
    })
  }

  /** Those with a part of their own that a message passes by going now, with the places that they get behind it. */
  passedBy(going: Queued): readonly TimelinePlace[] {
    let last: TimelinePlace = going
    return (this.#waiting.get(going.conversationId) ?? [])
      .filter((entry) => entry.part !== undefined && comparePlaces(entry, going) < 0)
      .map(({ localId }) => (last = { localId, position: positionBehind(localId, last) }))
  }

  /** They stand there now. */
  pass(going: Queued): void {
    const places = new Map(this.passedBy(going).map((place) => [place.localId, place]))
    const queue = this.#waiting.get(going.conversationId)
    if (queue === undefined || places.size === 0) return
    this.#waiting.set(going.conversationId, queue.map((entry) => ({ ...entry, ...places.get(entry.localId) })).sort(comparePlaces))
  }

  #find(localId: LocalId): { readonly queue?: Queued[]; readonly index: number } {
    const conversationId = this.#conversations.get(localId)
    const queue = conversationId === undefined ? undefined : this.#waiting.get(conversationId)
    return { ...(queue === undefined ? {} : { queue }), index: queue?.findIndex((entry) => entry.localId === localId) ?? -1 }
  }
}
