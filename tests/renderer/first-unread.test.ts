import { describe, expect, it } from 'vitest'
import { isUnreadAbove } from '../../src/renderer/src/model/first-unread'
import { timelineRows } from '../../src/renderer/src/model/timeline-rows'
import type { TimelineWindow } from '../../src/renderer/src/model/timeline-window'
import { CONVERSATION, range } from './messages'

const windowOf = (from: number, to: number, change: Partial<TimelineWindow> = {}): TimelineWindow => ({
  conversationId: CONVERSATION,
  messages: range(from, to),
  gaps: [],
  hasOlder: true,
  hasNewer: true,
  ...change,
})

/** @param shown the first message on screen */
function isAbove(window: TimelineWindow, readSeq: number, shown: number): boolean {
  return isUnreadAbove(window, timelineRows(window, readSeq), readSeq, [`m-${shown}`, `m-${shown + 1}`])
}

describe('unread messages', () => {
  it.each([
    [4, false],
    [5, false],
    [6, true],
    [9, true],
  ])('behind the fourth, with the view from message %i, wait above: %s', (shown, expected) => {
    expect(isAbove(windowOf(1, 10), 4, shown)).toBe(expected)
  })

  it('wait above where they lie before everything that is loaded', () => {
    expect(isAbove(windowOf(20, 30), 4, 20)).toBe(true)
    expect(isAbove(windowOf(5, 30), 4, 5)).toBe(false)
  })

  it('do not wait above where everything loaded is read', () => {
    expect(isAbove(windowOf(1, 10), 10, 9)).toBe(false)
  })
})
