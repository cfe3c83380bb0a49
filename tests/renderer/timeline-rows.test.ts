import { asMid, asSeq, asUserId } from '@shared/ids'
import type { Message } from '@shared/message'
import { describe, expect, it } from 'vitest'
import { GROUP_WITHIN_MS, timelineRows } from '../../src/renderer/src/model/timeline-rows'
import type { TimelineWindow } from '../../src/renderer/src/model/timeline-window'
import { CONVERSATION, gap, message, START } from './messages'

function window(messages: readonly Message[], change: Partial<TimelineWindow> = {}): TimelineWindow {
  return { conversationId: CONVERSATION, messages, gaps: [], hasOlder: true, hasNewer: false, ...change }
}

const MINUTE = 60_000
const alice = { senderId: asUserId('alice') }

/** `day`, `m1[` opens a run, `m1]` ends it, `m1[]` stands alone. */
function draw(...argument: Parameters<typeof timelineRows>): string {
  return timelineRows(...argument)
    .map((row) => {
      if (row.type === 'gap') return `gap${row.gap.fromSeq}-${row.gap.toSeq}`
      return row.type === 'message' ? `m${row.message.localId}${row.isFirst ? '[' : ''}${row.isLast ? ']' : ''}` : row.type
    })
    .join(' ')
}

describe('timeline rows', () => {
  it('groups what one sender wrote within five minutes', () => {
    const rows = [message(1), message(2), message(3, alice), message(4, alice), message(5)]
    expect(draw(window(rows), undefined)).toBe('day m1[ m2] m3[ m4] m5[]')
  })

  it('starts a new run after five minutes', () => {
    const late = START + 1000 + GROUP_WITHIN_MS
    expect(draw(window([message(1), message(2, { at: late - 1 })]), undefined)).toBe('day m1[ m2]')
    expect(draw(window([message(1), message(2, { at: late })]), undefined)).toBe('day m1[] m2[]')
  })

  it('divides days at local midnight, and a run never crosses it', () => {
    const midnight = new Date(2026, 8, 22).getTime()
    const rows = [message(1, { at: midnight - MINUTE }), message(2, { at: midnight + MINUTE })]
    expect(draw(window(rows), undefined)).toBe('day m1[] day m2[]')
  })

  it('divides days where the reader is', () => {
    const rows = [message(1, { at: Date.UTC(2026, 8, 22, 15, 59) }), message(2, { at: Date.UTC(2026, 8, 22, 16, 1) })]
    const drawIn = (zone: string) =>
      timelineRows(window(rows), undefined, zone)
        .map(({ type }) => type)
        .join(' ')
    expect(drawIn('Asia/Shanghai')).toBe('day message day message')
    expect(drawIn('Europe/London')).toBe('day message message')
  })

  it('lets notices stand alone', () => {
    const notice = message(2, { content: { kind: 'group_event', event: { event: 'left', by: 'bob' } } })
    expect(draw(window([message(1), notice, message(3)]), undefined)).toBe('day m1[] m2[] m3[]')
  })

  it('tells of a recall where the recalled message stood', () => {
    const gone = message(2, { content: { kind: 'recalled' } })
    const recall = message(4, { content: { kind: 'recall', targetMid: asMid('2'), targetSeq: asSeq(2), by: asUserId('bob') } })
    const rows = timelineRows(window([message(1), gone, message(3), recall]), undefined)
    expect(rows.map((row) => (row.type === 'message' ? [row.message, row.recall] : row.type))).toEqual([
      'day',
      [message(1), undefined],
      [gone, recall],
      [message(3), undefined],
    ])
  })

  it('tells of a recall by itself when the recalled message is further up', () => {
    const recall = message(4, { content: { kind: 'recall', targetMid: asMid('2'), targetSeq: asSeq(2), by: asUserId('bob') } })
    expect(draw(window([message(3), recall, message(5)]), undefined)).toBe('day m3[] m4[] m5[]')
  })

  it('draws the unread line once, above the first unread message of others', () => {
    const rows = [message(1), message(2), message(3, { isMine: true, ...alice }), message(4), message(5)]
    expect(draw(window(rows), 2)).toBe('day m1[ m2] m3[] unread m4[ m5]')
    expect(draw(window(rows), 5)).not.toContain('unread')
    expect(draw(window(rows), undefined)).not.toContain('unread')
  })

  it('puts a gap where its messages are missing and breaks the run there', () => {
    expect(draw(window([message(1), message(5)], { gaps: [gap(2, 4)] }), undefined)).toBe('day m1[] gap2-4 m5[]')
  })

  it('keeps gaps at both ends of the window', () => {
    expect(draw(window([message(5)], { gaps: [gap(2, 4), gap(6, 9)] }), undefined)).toBe('gap2-4 day m5[] gap6-9')
  })

  it('says where the conversation begins only when nothing before it is missing', () => {
    expect(draw(window([message(1)], { hasOlder: false }), undefined)).toBe('start day m1[]')
    expect(draw(window([message(4)], { hasOlder: false, gaps: [gap(1, 3)] }), undefined)).toBe('gap1-3 day m4[]')
  })

  it('gives every row a key of its own', () => {
    const keys = timelineRows(window([message(1), message(5), message(6)], { gaps: [gap(2, 4)], hasOlder: false }), 4).map((row) => row.key)
    expect(new Set(keys).size).toBe(keys.length)
  })
})
