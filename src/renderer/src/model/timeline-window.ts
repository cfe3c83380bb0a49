import type { ConversationId, LocalId } from '@shared/ids'
import { compareMessages, type Gap, type Message, type TimelinePage } from '@shared/message'
import { type ShownGap, withHealed } from './shown-gaps'

/**
 * The stretch of one conversation that is in memory. It grows by pages at both ends and is trimmed at the far one,
 * so a reader may scroll through any history with a few hundred messages held:
 *
 * ```
 *   ·········[ messages, ascending by (position, localId) ]·········
 *    hasOlder                                       hasNewer
 * ```
 */
export type TimelineWindow = {
  readonly conversationId: ConversationId
  readonly messages: readonly Message[]
  readonly gaps: readonly ShownGap[]
  readonly hasOlder: boolean
  readonly hasNewer: boolean
}

/** Messages held at most, all of which are laid out; the screen shows some 20. */
export const WINDOW_LIMIT = 240

export function windowOf(page: TimelinePage): TimelineWindow {
  return {
    conversationId: page.conversationId,
    messages: [...page.messages].sort(compareMessages),
    gaps: page.gaps,
    hasOlder: page.hasOlder,
    hasNewer: page.hasNewer,
  }
}

/** Adds the page before the first message. */
export function withOlder(window: TimelineWindow, page: TimelinePage): TimelineWindow {
  return {
    ...window,
    messages: merge(window.messages, page.messages),
    gaps: mergeGaps(window.gaps, page.gaps),
    hasOlder: page.hasOlder,
  }
}

/** Adds the page after the last message. */
export function withNewer(window: TimelineWindow, page: TimelinePage): TimelineWindow {
  return {
    ...window,
    messages: merge(window.messages, page.messages),
    gaps: mergeGaps(window.gaps, page.gaps),
    hasNewer: page.hasNewer,
  }
}

/** Lets go of the newest messages over the limit: for a reader who went up. */
export function trimNewer(window: TimelineWindow, limit = WINDOW_LIMIT): TimelineWindow {
  if (window.messages.length <= limit) return window
  return { ...window, messages: window.messages.slice(0, limit), hasNewer: true }
}

/** Lets go of the oldest messages over the limit: for a reader at the end. */
export function trimOlder(window: TimelineWindow, limit = WINDOW_LIMIT): TimelineWindow {
  if (window.messages.length <= limit) return window
  return { ...window, messages: window.messages.slice(-limit), hasOlder: true }
}

/**
 * Applies whole new messages. Known ones are replaced where they now belong (an ack moves a message of mine); new
 * ones enter only where the window knows its neighbours, because beyond an open end a page will bring them.
 */
export function withMessages(window: TimelineWindow, upserted: readonly Message[]): TimelineWindow {
  const mine = upserted.filter((message) => message.conversationId === window.conversationId)
  if (mine.length === 0) return window
  const known = new Set(window.messages.map((message) => message.localId))
  const fitting = mine.filter((message) => known.has(message.localId) || isInside(window, message))
  return fitting.length === 0 ? window : { ...window, messages: merge(window.messages, fitting) }
}

export function withoutMessages(window: TimelineWindow, removed: readonly LocalId[]): TimelineWindow {
  const gone = new Set(removed)
  if (!window.messages.some((message) => gone.has(message.localId))) return window
  return { ...window, messages: window.messages.filter((message) => !gone.has(message.localId)) }
}

export function withGaps(window: TimelineWindow, gaps: readonly Gap[]): TimelineWindow {
  return { ...window, gaps: withHealed(window.gaps, gaps) }
}

function isInside(window: TimelineWindow, message: Message): boolean {
  const first = window.messages[0]
  const last = window.messages.at(-1)
  if (first === undefined || last === undefined) return !window.hasNewer && !window.hasOlder
  const isBefore = compareMessages(message, first) < 0
  const isAfter = compareMessages(message, last) > 0
  return !(isBefore && window.hasOlder) && !(isAfter && window.hasNewer)
}

/** Both lists into one, by localId; where both have a message, the second one's counts. */
function merge(held: readonly Message[], incoming: readonly Message[]): Message[] {
  const byId = new Map(held.map((message) => [message.localId, message]))
  for (const message of incoming) byId.set(message.localId, message)
  return [...byId.values()].sort(compareMessages)
}

/** A page knows the gaps that touch it; those it overlaps replace what was known of them. */
function mergeGaps(held: readonly ShownGap[], incoming: readonly Gap[]): readonly ShownGap[] {
  const kept = held.filter((gap) => !incoming.some((other) => gap.fromSeq <= other.toSeq && other.fromSeq <= gap.toSeq))
  return [...kept, ...withHealed(held, incoming)].sort((a, b) => a.fromSeq - b.fromSeq)
}
