import { firstUnread } from './read-up-to'
import { messagesOf, type TimelineRow } from './timeline-rows'
import type { TimelineWindow } from './timeline-window'

/**
 * Whether the first unread message stands above everything on screen.
 * @param readSeq up to which seq everything is read
 * @param shown keys of the rows on screen, from above
 */
export function isUnreadAbove(window: TimelineWindow, rows: readonly TimelineRow[], readSeq: number, shown: readonly string[]): boolean {
  const first = firstUnread(window, readSeq)
  if (first === undefined) {
    // Either nothing is unread, or what is lies before all that is held.
    const oldest = window.messages.find(({ seq }) => seq !== undefined)?.seq
    return window.hasOlder && oldest !== undefined && oldest > readSeq + 1
  }
  const at = rows.findIndex((row) => messagesOf(row).some(({ localId }) => localId === first.localId))
  const top = rows.findIndex(({ key }) => key === shown[0])
  return at !== -1 && top !== -1 && at < top
}
