import { asMid, asSeq, asUserId, type LocalId } from '@shared/ids'
import type { Message } from '@shared/message'
import { describe, expect, it } from 'vitest'
import { firstUnread, hasReadUnnumbered, readUpTo, unseenBelow } from '../../src/renderer/src/model/read-up-to'
import type { TimelineWindow } from '../../src/renderer/src/model/timeline-window'
import { CONVERSATION, gap, message, range } from './messages'

function window(messages: readonly Message[], change: Partial<TimelineWindow> = {}): TimelineWindow {
  return { conversationId: CONVERSATION, messages, gaps: [], hasOlder: true, hasNewer: false, ...change }
}

const saw =
  (...ids: number[]) =>
  (localId: LocalId): boolean =>
    ids.includes(localId)
const state = (readSeq: number, lastSeq: number) => ({ readSeq, lastSeq, unread: lastSeq - readSeq })

describe('the read mark', () => {
  it('goes up to the last message before the first unseen one', () => {
    expect(readUpTo(window(range(1, 9)), state(4, 9), saw(5, 6, 8, 9))).toBe(6)
    expect(readUpTo(window(range(1, 9)), state(4, 9), saw(6, 7, 8, 9))).toBe(4)
    expect(readUpTo(window(range(1, 9)), state(4, 9), saw(5, 6, 7, 8, 9))).toBe(9)
  })

  it('passes messages of mine, seen or not', () => {
    const mine = { isMine: true, senderId: asUserId('alice') }
    expect(readUpTo(window([...range(1, 4), message(5, mine), message(6)]), state(4, 6), saw(6))).toBe(6)
  })

  it('stays where the window does not reach back to it', () => {
    expect(readUpTo(window(range(20, 30)), state(4, 30), saw(...range(20, 30).map(({ localId }) => localId)))).toBe(4)
    expect(readUpTo(window(range(5, 9)), state(4, 9), saw(5))).toBe(5)
  })

  it('stops at a gap: what is missing was not drawn', () => {
    const held = window([...range(1, 5), ...range(9, 12)], { gaps: [gap(6, 8)] })
    expect(readUpTo(held, state(4, 12), saw(5, 9, 10, 11, 12))).toBe(5)
    const start = window(range(9, 12), { gaps: [gap(1, 8)], hasOlder: false })
    expect(readUpTo(start, state(0, 12), saw(9, 10))).toBe(0)
  })

  it('begins wherever a conversation begins for me', () => {
    expect(readUpTo(window(range(9, 12), { hasOlder: false }), state(0, 12), saw(9, 10))).toBe(10)
  })

  it('does not go beyond what is held', () => {
    expect(readUpTo(window(range(1, 9)), state(4, 14), saw(5, 6, 7, 8, 9))).toBe(9)
  })
})

describe('messages without a number', () => {
  const unnumbered = range(1, 6).map(({ seq: _, ...rest }) => rest)
  const base = { readSeq: 0, lastSeq: 0, unread: 2 }

  it('are read once all of the unread ones were seen', () => {
    expect(hasReadUnnumbered(window(unnumbered), base, saw(6))).toBe(false)
    expect(hasReadUnnumbered(window(unnumbered), base, saw(5, 6))).toBe(true)
    expect(hasReadUnnumbered(window(unnumbered, { hasNewer: true }), base, saw(5, 6))).toBe(false)
  })

  it('are counted from the last that was seen', () => {
    expect(unseenBelow(window(unnumbered), base, saw(3, 4))).toBe(2)
    expect(unseenBelow(window(unnumbered), base, saw(3, 4, 5))).toBe(1)
  })
})

describe('what waits below', () => {
  it('is what comes after everything seen', () => {
    expect(unseenBelow(window(range(1, 9)), state(4, 9), saw())).toBe(5)
    expect(unseenBelow(window(range(1, 9)), state(4, 9), saw(5, 6))).toBe(3)
    expect(unseenBelow(window(range(1, 9)), state(4, 9), saw(9))).toBe(0)
  })

  it('counts what is not loaded yet', () => {
    expect(unseenBelow(window(range(1, 9), { hasNewer: true }), state(4, 50), saw(5, 6))).toBe(44)
    expect(unseenBelow(window(range(20, 29), { hasNewer: true }), state(4, 50), saw(20, 21))).toBe(29)
  })

  it('counts neither notices nor recalls', () => {
    const notice = message(6, { content: { kind: 'group_event', event: { event: 'left', by: 'bob' } } })
    const recall = message(7, { content: { kind: 'recall', targetMid: asMid('3'), targetSeq: asSeq(3), by: asUserId('bob') } })
    const held = window([...range(1, 5), notice, recall, message(8)])
    expect(unseenBelow(held, { readSeq: 4, lastSeq: 8, unread: 2 }, saw())).toBe(2)
    expect(unseenBelow(held, { readSeq: 4, lastSeq: 8, unread: 2 }, saw(5))).toBe(1)
  })
})

describe('the first unread message', () => {
  it('is the first of others behind the mark, where the window reaches back to it', () => {
    const mine = message(5, { isMine: true })
    expect(firstUnread(window([...range(1, 4), mine, ...range(6, 9)]), 4)?.localId).toBe(6)
    expect(firstUnread(window(range(20, 30)), 4)).toBeUndefined()
    expect(firstUnread(window(range(1, 4)), 4)).toBeUndefined()
  })
})
