import type { Gap, Message } from '@shared/message'
import { daysBetween } from './format'
import type { TimelineWindow } from './timeline-window'

/** One line of the timeline. `key` is stable, so that a row keeps its element when others come and go. */
export type TimelineRow =
  | { readonly type: 'day'; readonly key: string; readonly at: number }
  | { readonly type: 'unread'; readonly key: string }
  | { readonly type: 'gap'; readonly key: string; readonly gap: Gap }
  | { readonly type: 'start'; readonly key: string }
  | {
      readonly type: 'message'
      readonly key: string
      readonly message: Message
      /** First and last of a run of one sender. */
      readonly isFirst: boolean
      readonly isLast: boolean
    }

/** Messages of one sender that are closer than this stand together. */
export const GROUP_WITHIN_MS = 5 * 60_000

/** Kinds that stand alone in the middle of the timeline, without a sender. */
export function isNotice(message: Message): boolean {
  return message.content.kind === 'group_event' || message.content.kind === 'recall'
}

/**
 * The rows of a window, oldest first.
 * @param unreadAfterSeq draws the "new messages" line above the first message of others beyond it
 */
export function timelineRows(window: TimelineWindow, unreadAfterSeq: number | undefined): TimelineRow[] {
  const rows: TimelineRow[] = []
  const gaps = [...window.gaps]
  let previous: Message | undefined
  let isUnreadDrawn = unreadAfterSeq === undefined
  if (!window.hasOlder && gaps[0]?.fromSeq !== 1 && window.messages.length > 0)
    rows.push({ type: 'start', key: 'start' })

  for (const [index, message] of window.messages.entries()) {
    const startsAfresh = rows.length
    const { seq } = message
    while (seq !== undefined && gaps[0] !== undefined && gaps[0].toSeq < seq) {
      const gap = gaps.shift()
      if (gap !== undefined) rows.push({ type: 'gap', key: `gap-${gap.fromSeq}`, gap })
    }
    if (previous === undefined || daysBetween(previous.at, message.at) !== 0) {
      rows.push({ type: 'day', key: `day-${message.localId}`, at: message.at })
    }
    if (!isUnreadDrawn && !message.isMine && seq !== undefined && seq > (unreadAfterSeq ?? 0)) {
      rows.push({ type: 'unread', key: 'unread' })
      isUnreadDrawn = true
    }
    const isFirst = rows.length !== startsAfresh || previous === undefined || !isTogether(previous, message)
    const next = window.messages[index + 1]
    rows.push({
      type: 'message',
      key: `m-${message.localId}`,
      message,
      isFirst,
      isLast: next === undefined || !isTogether(message, next) || hasGapBetween(gaps, next),
    })
    previous = message
  }
  for (const gap of gaps) rows.push({ type: 'gap', key: `gap-${gap.fromSeq}`, gap })
  return rows
}

function isTogether(a: Message, b: Message): boolean {
  return (
    a.senderId === b.senderId &&
    a.isMine === b.isMine &&
    !isNotice(a) &&
    !isNotice(b) &&
    Math.abs(b.at - a.at) < GROUP_WITHIN_MS &&
    daysBetween(a.at, b.at) === 0
  )
}

function hasGapBetween(gaps: readonly Gap[], next: Message): boolean {
  const gap = gaps[0]
  return gap !== undefined && next.seq !== undefined && gap.toSeq < next.seq
}
