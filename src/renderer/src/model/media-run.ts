import type { ConversationId, LocalId } from '@shared/ids'
import { compareMessages, type Message } from '@shared/message'
import type { ShelfPage } from '@shared/shelf'

/**
 * The stretch of a conversation's pictures and films that a viewer holds, and which of them it shows:
 *
 * ```
 *   older ··[ messages, ascending by (position, localId) … at … ]·· newer
 * ```
 */
export type MediaRun = {
  readonly conversationId: ConversationId
  readonly messages: readonly Message[]
  /** Place in `messages`. */
  readonly at: number
  /** How many there are beside them. */
  readonly older: number
  readonly newer: number
}

/** Messages held at most; what is far from the one that is shown is let go of. */
export const RUN_LIMIT = 200

/** One alone, until it is known what stands beside it. */
export function runOf(message: Message): MediaRun {
  return { conversationId: message.conversationId, messages: [message], at: 0, older: 0, newer: 0 }
}

/** What it shows, in its place among the others; by itself where the page does not have it. */
export function withPage(run: MediaRun, page: ShelfPage): MediaRun {
  const shown = shownOf(run)
  const at = page.messages.findIndex(({ localId }) => localId === shown.localId)
  return at < 0 ? run : { ...run, messages: page.messages, at, older: page.older, newer: page.newer }
}

export function withOlder(run: MediaRun, page: ShelfPage): MediaRun {
  const added = unheld(run, page)
  return trimmed({ ...run, messages: [...added, ...run.messages], at: run.at + added.length, older: page.older })
}

export function withNewer(run: MediaRun, page: ShelfPage): MediaRun {
  return trimmed({ ...run, messages: [...run.messages, ...unheld(run, page)], newer: page.newer })
}

export function shownOf({ messages, at }: MediaRun): Message {
  return messages[at]!
}

/** The same run at its end: nothing wraps around. */
export function stepped(run: MediaRun, by: number): MediaRun {
  const at = Math.min(run.messages.length - 1, Math.max(0, run.at + by))
  return at === run.at ? run : { ...run, at }
}

export function shownAt(run: MediaRun, localId: LocalId): MediaRun {
  const at = run.messages.findIndex((message) => message.localId === localId)
  return at < 0 ? run : { ...run, at }
}

/** Which one it is, from 1 on, of how many. */
export function countOf({ messages, at, older, newer }: MediaRun): { readonly n: number; readonly count: number } {
  return { n: older + at + 1, count: older + messages.length + newer }
}

/**
 * Messages as they are now. What is new stands at the end, where the run reaches it; what was taken back is gone, unless it
 * is what is shown: that says so itself.
 */
export function withMessages(run: MediaRun, upserted: readonly Message[], removed: readonly LocalId[]): MediaRun {
  const ofHere = upserted.filter(({ conversationId }) => conversationId === run.conversationId)
  const held = new Map(ofHere.map((message) => [message.localId, message]))
  const isTouched = run.messages.some(({ localId }) => held.has(localId) || removed.includes(localId))
  const last = run.messages.at(-1)!
  const known = new Set(run.messages.map(({ localId }) => localId))
  const fresh =
    run.newer > 0 || !isMedia(shownOf(run))
      ? []
      : ofHere
          .filter((message) => isMedia(message) && !known.has(message.localId) && compareMessages(message, last) > 0)
          .sort(compareMessages)
  if (!isTouched && fresh.length === 0) return run
  const shown = shownOf(run).localId
  const messages = run.messages
    .map((message) => held.get(message.localId) ?? message)
    .filter((message) => message.localId === shown || (isMedia(message) && !removed.includes(message.localId)))
  const at = messages.findIndex(({ localId }) => localId === shown)
  return trimmed({ ...run, messages: [...messages, ...fresh], at })
}

/** What a viewer shows of a conversation: its pictures and films, but no stickers (`store/shelves`); one stands by itself. */
export function isMedia({ content }: Pick<Message, 'content'>): boolean {
  return content.kind === 'video' || (content.kind === 'image' && content.isSticker !== true)
}

function unheld(run: MediaRun, page: ShelfPage): readonly Message[] {
  const held = new Set(run.messages.map(({ localId }) => localId))
  return page.messages.filter(({ localId }) => !held.has(localId))
}

function trimmed(run: MediaRun): MediaRun {
  const from = Math.max(0, run.at - RUN_LIMIT / 2)
  const to = Math.min(run.messages.length, run.at + RUN_LIMIT / 2)
  if (from === 0 && to === run.messages.length) return run
  return {
    ...run,
    messages: run.messages.slice(from, to),
    at: run.at - from,
    older: run.older + from,
    newer: run.newer + run.messages.length - to,
  }
}
