import type { LocalId, Mid } from '@shared/ids'
import { isNoticeContent, type Gap, type Message } from '@shared/message'
import { ALBUM_LIMIT, isSameAlbum } from './albums'
import { currentTimeZone, daysBetween } from './format'
import type { ShownGap } from './shown-gaps'
import type { TimelineWindow } from './timeline-window'

/** One line of the timeline. `key` is stable, so that a row keeps its element when others come and go. */
export type TimelineRow =
  | { readonly type: 'day'; readonly key: string; readonly at: number }
  | { readonly type: 'unread'; readonly key: string }
  | { readonly type: 'gap'; readonly key: string; readonly gap: ShownGap }
  | { readonly type: 'start'; readonly key: string }
  | {
      readonly type: 'message'
      readonly key: string
      /** Of an album the last one. */
      readonly message: Message
      /** Pictures and films that stand as one, two at least, `message` among them. */
      readonly album?: readonly Message[]
      /** First and last of a run of one sender. */
      readonly isFirst: boolean
      readonly isLast: boolean
      /** Of a recalled message: the notice that took it back, where the window holds it. It stands in its place. */
      readonly recall?: Message | undefined
    }

/** Messages of one sender that are closer than this stand together. */
export const GROUP_WITHIN_MS = 5 * 60_000

/** All that a row shows, in their order. */
export function messagesOf(row: TimelineRow): readonly Message[] {
  return row.type === 'message' ? (row.album ?? [row.message]) : []
}

/** The key of the row in which a message stands. */
export function keyOf(rows: readonly TimelineRow[], localId: LocalId): string | undefined {
  return rows.find((row) => messagesOf(row).some((message) => message.localId === localId))?.key
}

/** Kinds that stand alone in the middle of the timeline, without a sender. */
export function isNotice(message: Message): boolean {
  return isNoticeContent(message.content)
}

/**
 * The rows of a window, oldest first.
 * @param unreadAfterSeq draws the "new messages" line above the first message of others beyond it that says something
 * @param zone whose midnights divide the days
 */
export function timelineRows(window: TimelineWindow, unreadAfterSeq: number | undefined, zone = currentTimeZone()): TimelineRow[] {
  const rows: TimelineRow[] = []
  const { messages, recalls } = inTheirPlace(window.messages)
  const gaps = [...window.gaps]
  let previous: Message | undefined
  let isUnreadDrawn = unreadAfterSeq === undefined
  if (!window.hasOlder && gaps[0]?.fromSeq !== 1 && messages.length > 0) rows.push({ type: 'start', key: 'start' })

  for (const [index, message] of messages.entries()) {
    const startsAfresh = rows.length
    const { seq } = message
    while (seq !== undefined && gaps[0] !== undefined && gaps[0].toSeq < seq) {
      const gap = gaps.shift()
      if (gap !== undefined) rows.push({ type: 'gap', key: `gap-${gap.fromSeq}`, gap })
    }
    if (previous === undefined || daysBetween(previous.at, message.at, zone) !== 0) {
      rows.push({ type: 'day', key: `day-${message.localId}`, at: message.at })
    }
    if (!isUnreadDrawn && !message.isMine && !isNotice(message) && seq !== undefined && seq > (unreadAfterSeq ?? 0)) {
      rows.push({ type: 'unread', key: 'unread' })
      isUnreadDrawn = true
    }
    const isFirst = rows.length !== startsAfresh || previous === undefined || !isTogether(previous, message, zone)
    const next = messages[index + 1]
    const isLast = next === undefined || !isTogether(message, next, zone) || hasGapBetween(gaps, next)
    const before = rows.at(-1)
    if (!isFirst && before?.type === 'message' && isSameAlbum(before.message, message) && messagesOf(before).length < ALBUM_LIMIT) {
      rows[rows.length - 1] = { ...before, message, album: [...messagesOf(before), message], isLast }
      previous = message
      continue
    }
    rows.push({
      type: 'message',
      key: `m-${message.localId}`,
      message,
      isFirst,
      isLast,
      ...(message.content.kind === 'recalled' && message.mid !== undefined ? { recall: recalls.get(message.mid) } : {}),
    })
    previous = message
  }
  for (const gap of gaps) rows.push({ type: 'gap', key: `gap-${gap.fromSeq}`, gap })
  return rows
}

/** A recall is told where the recalled message stood; on its own only when that is not in the window. */
function inTheirPlace(all: readonly Message[]): { readonly messages: readonly Message[]; readonly recalls: ReadonlyMap<Mid, Message> } {
  const recalls = new Map(
    all.flatMap((message) => (message.content.kind === 'recall' ? [[message.content.targetMid, message] as const] : [])),
  )
  if (recalls.size === 0) return { messages: all, recalls }
  const gone = new Set(all.flatMap(({ content, mid }) => (content.kind === 'recalled' && mid !== undefined ? [mid] : [])))
  return { messages: all.filter(({ content }) => content.kind !== 'recall' || !gone.has(content.targetMid)), recalls }
}

function isTogether(a: Message, b: Message, zone: string): boolean {
  return (
    a.senderId === b.senderId &&
    a.isMine === b.isMine &&
    !isNotice(a) &&
    !isNotice(b) &&
    Math.abs(b.at - a.at) < GROUP_WITHIN_MS &&
    daysBetween(a.at, b.at, zone) === 0
  )
}

function hasGapBetween(gaps: readonly Gap[], next: Message): boolean {
  const gap = gaps[0]
  return gap !== undefined && next.seq !== undefined && gap.toSeq < next.seq
}
