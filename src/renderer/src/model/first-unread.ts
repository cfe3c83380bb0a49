import type { TimelineRow } from './timeline-rows'

/** Where the line above the first unread message stands, seen from what is on screen. */
export type UnreadLine = 'none' | 'above' | 'here' | 'below'

/**
 * @param unreadAfterSeq the line stands above the first message of others beyond it; `undefined` = there is no line
 * @param firstIndex the topmost row on screen
 * @param lastIndex the last row on screen
 */
export function unreadLine(
  rows: readonly TimelineRow[],
  unreadAfterSeq: number | undefined,
  firstIndex: number,
  lastIndex: number,
): UnreadLine {
  if (unreadAfterSeq === undefined) return 'none'
  const index = rows.findIndex((row) => row.type === 'unread')
  if (index !== -1) return index < firstIndex ? 'above' : index > lastIndex ? 'below' : 'here'
  const first = rows.find((row) => row.type === 'message' && row.message.seq !== undefined)
  const seq = first?.type === 'message' ? first.message.seq : undefined
  if (seq === undefined) return 'none'
  return seq > unreadAfterSeq ? 'above' : 'below'
}
