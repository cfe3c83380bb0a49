import type { LocalId } from '@shared/ids'
import type { Message } from '@shared/message'
import { isNotice } from './timeline-rows'
import type { TimelineWindow } from './timeline-window'

/** What is known of a conversation's read mark: up to which seq, and how many messages of others are beyond it. */
type ReadState = { readonly readSeq: number; readonly lastSeq: number; readonly unread: number }

/**
 * The highest seq up to which nothing of others is unseen. A mark means everything before it, so it stops at the first
 * message that was not drawn, at a gap, and where the window does not reach back to the old mark.
 * @param hasSeen messages without a row of their own (a recall that is told in another's place) count as seen
 */
export function readUpTo(window: TimelineWindow, { readSeq }: ReadState, hasSeen: (localId: LocalId) => boolean): number {
  let mark = readSeq
  if (!reachesBack(window, readSeq)) return mark
  for (const { seq, isMine, localId } of window.messages) {
    if (seq === undefined || seq <= mark) continue
    const from = mark
    if (window.gaps.some((gap) => gap.toSeq > from && gap.fromSeq < seq)) return mark
    if (!isMine && !hasSeen(localId)) return mark
    mark = seq
  }
  return mark
}

/** Where messages have no seq: they are read all at once, when each of the unread ones was seen. */
export function hasReadUnnumbered(window: TimelineWindow, { lastSeq, unread }: ReadState, hasSeen: (localId: LocalId) => boolean): boolean {
  if (lastSeq !== 0 || unread === 0 || window.hasNewer) return false
  const theirs = window.messages.filter(({ isMine }) => !isMine)
  return (theirs.length >= unread || !window.hasOlder) && theirs.slice(-unread).every(({ localId }) => hasSeen(localId))
}

/** How many unread messages come after everything that was seen: what waits below. */
export function unseenBelow(
  window: TimelineWindow,
  { readSeq, lastSeq, unread }: ReadState,
  hasSeen: (localId: LocalId) => boolean,
): number {
  if (unread === 0) return 0
  const theirs = window.messages.filter((message) => !message.isMine && !isNotice(message))
  const waiting = lastSeq === 0 ? theirs.slice(-unread) : theirs.filter(({ seq }) => seq !== undefined && seq > readSeq)
  const seen = waiting.findLastIndex(({ localId }) => hasSeen(localId)) + 1
  if (!window.hasNewer) return Math.min(unread, waiting.length - seen)
  if (reachesBack(window, readSeq)) return Math.max(0, unread - seen)
  return Math.min(unread, lastSeq - (waiting[seen - 1]?.seq ?? readSeq))
}

/** The first message of others behind a mark that the window holds, where it reaches back to the mark. */
export function firstUnread(window: TimelineWindow, readSeq: number): Message | undefined {
  if (!reachesBack(window, readSeq)) return undefined
  return window.messages.find(({ seq, isMine }) => seq !== undefined && seq > readSeq && !isMine)
}

function reachesBack({ messages, hasOlder, gaps }: TimelineWindow, readSeq: number): boolean {
  const first = messages.find(({ seq }) => seq !== undefined)?.seq
  if (first === undefined) return !hasOlder
  return first <= readSeq + 1 || (!hasOlder && !gaps.some((gap) => gap.toSeq > readSeq && gap.fromSeq < first))
}
