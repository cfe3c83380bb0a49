import { describe, expect, it } from 'vitest'
import { unreadLine } from '../../src/renderer/src/model/first-unread'
import { timelineRows } from '../../src/renderer/src/model/timeline-rows'
import { CONVERSATION, range } from './messages'

const rowsOf = (from: number, to: number, unreadAfter: number | undefined) =>
  timelineRows({ conversationId: CONVERSATION, messages: range(from, to), gaps: [], hasOlder: true, hasNewer: true }, unreadAfter)

describe('the line of unread messages', () => {
  // day, 1 … 4, line, 5 … 10
  const rows = rowsOf(1, 10, 4)

  it.each([
    [6, 10, 'above'],
    [5, 9, 'here'],
    [0, 5, 'here'],
    [0, 4, 'below'],
  ] as const)('with the rows %i to %i on screen is %s', (first, last, expected) => {
    expect(unreadLine(rows, 4, first, last)).toBe(expected)
  })

  it('is above or below everything loaded', () => {
    expect(unreadLine(rowsOf(20, 30, undefined), 4, 0, 5)).toBe('above')
    expect(unreadLine(rowsOf(1, 3, 4), 4, 0, 2)).toBe('below')
  })

  it('is nowhere when nothing is unread', () => {
    expect(unreadLine(rows, undefined, 0, 5)).toBe('none')
  })
})
