import type { LocalId } from '@shared/ids'
import { compareMessages, type Message } from '@shared/message'
import { isForwardable } from './forwardable'

/** As many as one call may forward. */
export const SELECTION_LIMIT = 100

/**
 * Messages that are picked to be forwarded together. A range grows and shrinks from the message that was picked last
 * (`anchor`), over what was picked before it (`base`), as in any list:
 *
 * ```
 *   picked = base ∪ everything from the anchor to where the range ends
 * ```
 */
export type MessageSelection = {
  readonly picked: ReadonlyMap<LocalId, Message>
  readonly base: ReadonlyMap<LocalId, Message>
  readonly anchor: Message
}

export function selectOne(message: Message): MessageSelection {
  const picked = new Map([[message.localId, message]])
  return { picked, base: picked, anchor: message }
}

/** Picks a message or lets go of it; beyond the limit it stays out. */
export function toggled({ picked, ...rest }: MessageSelection, message: Message): MessageSelection {
  const next = new Map(picked)
  if (!next.delete(message.localId)) {
    if (next.size >= SELECTION_LIMIT) return { picked, ...rest }
    next.set(message.localId, message)
  }
  return { picked: next, base: next, anchor: message }
}

/**
 * Picks everything from the anchor to this message that can be forwarded, the nearest to the anchor first where the
 * limit does not allow all.
 * @param messages what is loaded, in any order
 */
export function extendedTo(selection: MessageSelection, to: Message, messages: readonly Message[]): MessageSelection {
  const { base, anchor } = selection
  const isForward = compareMessages(anchor, to) <= 0
  const [first, last] = isForward ? [anchor, to] : [to, anchor]
  const range = messages
    .filter((message) => compareMessages(first, message) <= 0 && compareMessages(message, last) <= 0)
    .filter(isForwardable)
    .sort((a, b) => (isForward ? compareMessages(a, b) : compareMessages(b, a)))
  const picked = new Map(base)
  for (const message of range) if (picked.size < SELECTION_LIMIT) picked.set(message.localId, message)
  return { picked, base, anchor }
}

/** In the order of the timeline. */
export function selectedMessages({ picked }: MessageSelection): readonly Message[] {
  return [...picked.values()].sort(compareMessages)
}
