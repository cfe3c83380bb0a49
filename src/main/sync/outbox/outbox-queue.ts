import type { ConversationId, LocalId } from '@shared/ids'
import type { PartState } from '../../store/message-parts-table'
import { comparePlaces, positionBehind, type TimelinePlace } from '../../store/timeline-place'

/** `part`: what became of the upload that it waits for, if it waits for one. */
export type Queued = TimelinePlace & { readonly conversationId: ConversationId; readonly part?: PartState }

/** A conversation's, each list in order: thousands of files may wait, and who is next is asked several times for each. */
type Line = {
  readonly plain: Queued[]
  /** What has a part of its own, made or not. */
  readonly withPart: Queued[]
}

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
  readonly #lines = new Map<ConversationId, Line>()
  readonly #conversations = new Map<LocalId, ConversationId>()

  load(entries: Iterable<Queued>): void {
    this.#lines.clear()
    this.#conversations.clear()
    for (const entry of entries) this.add(entry)
  }

  add(entry: Queued): void {
    const { conversationId, localId } = entry
    if (this.#conversations.has(localId)) return
    this.#conversations.set(localId, conversationId)
    const line = this.#lines.get(conversationId) ?? { plain: [], withPart: [] }
    this.#lines.set(conversationId, line)
    const list = entry.part === undefined ? line.plain : line.withPart
    // A message that is tried again goes back to its place.
    list.splice(list.findLastIndex((other) => comparePlaces(other, entry) < 0) + 1, 0, entry)
  }

  remove(localId: LocalId): void {
    const { list = [], index } = this.#find(localId)
    const [removed] = index < 0 ? [] : list.splice(index, 1)
    this.#conversations.delete(localId)
    if (removed === undefined) return
    const line = this.#lines.get(removed.conversationId)
    if (line !== undefined && line.plain.length + line.withPart.length === 0) this.#lines.delete(removed.conversationId)
  }

  /** What the message waits for is there, or is not any more. */
  setPart(localId: LocalId, part: PartState): void {
    const { list, index } = this.#find(localId)
    const entry = list?.[index]
    if (list === undefined || entry === undefined) return
    if (entry.part !== undefined) list[index] = { ...entry, part }
    else {
      this.remove(localId)
      this.add({ ...entry, part })
    }
  }

  /** The message of a conversation that goes next; `undefined` when all that it has waits for something. */
  next(conversationId: ConversationId): LocalId | undefined {
    const { plain = [], withPart = [] } = this.#lines.get(conversationId) ?? {}
    const [text, file] = [plain[0], withPart[0]]
    if (file === undefined || file.part === 'waiting') return text?.localId
    return (text === undefined || comparePlaces(file, text) < 0 ? file : text).localId
  }

  /** The next message of every conversation that has one. */
  heads(): (readonly [ConversationId, LocalId])[] {
    return [...this.#lines.keys()].flatMap((conversationId) => {
      const next = this.next(conversationId)
      return next === undefined ? [] : [[conversationId, next] as const]
    })
  }

  /** Those with a part of their own that a message passes by going now, with the places that they get behind it. */
  passedBy(going: Queued): readonly TimelinePlace[] {
    let last: TimelinePlace = going
    const passed: TimelinePlace[] = []
    for (const entry of this.#lines.get(going.conversationId)?.withPart ?? []) {
      if (comparePlaces(entry, going) >= 0) break
      passed.push((last = { localId: entry.localId, position: positionBehind(entry.localId, last) }))
    }
    return passed
  }

  /** They stand there now. */
  pass(going: Queued): void {
    const places = this.passedBy(going)
    const line = this.#lines.get(going.conversationId)
    if (line === undefined || places.length === 0) return
    for (const [index, place] of places.entries()) line.withPart[index] = { ...line.withPart[index]!, ...place }
    line.withPart.sort(comparePlaces)
  }

  #find(localId: LocalId): { readonly list?: Queued[]; readonly index: number } {
    const conversationId = this.#conversations.get(localId)
    const line = conversationId === undefined ? undefined : this.#lines.get(conversationId)
    for (const list of line === undefined ? [] : [line.withPart, line.plain]) {
      const index = list.findIndex((entry) => entry.localId === localId)
      if (index >= 0) return { list, index }
    }
    return { index: -1 }
  }
}
