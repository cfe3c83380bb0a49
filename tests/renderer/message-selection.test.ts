import { asMid, asSeq, asUserId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import {
  extendedTo,
  selectedMessages,
  SELECTION_LIMIT,
  selectOne,
  toggled,
  type MessageSelection,
} from '../../src/renderer/src/model/message-selection'
import { message, range } from './messages'

const numbers = (selection: MessageSelection): number[] => selectedMessages(selection).map(({ localId }) => localId)
const loaded = range(1, 10)

describe('picking messages', () => {
  it('picks one and lets go of it, in the order of the timeline', () => {
    const two = toggled(selectOne(message(7)), message(3))
    expect(numbers(two)).toEqual([3, 7])
    expect(numbers(toggled(two, message(7)))).toEqual([3])
  })

  it('picks a range in either direction, and the range shrinks as it grew', () => {
    const from5 = toggled(selectOne(message(1)), message(5))
    const to8 = extendedTo(from5, message(8), loaded)
    expect(numbers(to8)).toEqual([1, 5, 6, 7, 8])
    expect(numbers(extendedTo(to8, message(6), loaded))).toEqual([1, 5, 6])
    expect(numbers(extendedTo(to8, message(3), loaded))).toEqual([1, 3, 4, 5])
    expect(numbers(extendedTo(to8, message(5), loaded))).toEqual([1, 5])
  })

  it('leaves out what cannot be forwarded', () => {
    const notice = message(3, { content: { kind: 'recall', targetMid: asMid('2'), targetSeq: asSeq(2), by: asUserId('bob') } })
    const rows = [message(2), notice, message(4)]
    expect(numbers(extendedTo(selectOne(message(2)), message(4), rows))).toEqual([2, 4])
  })

  it('stops at as many as one call may forward, the nearest first', () => {
    const many = range(1, SELECTION_LIMIT + 20)
    const up = extendedTo(selectOne(message(SELECTION_LIMIT + 20)), message(1), many)
    expect(numbers(up)).toHaveLength(SELECTION_LIMIT)
    expect(numbers(up).at(0)).toBe(21)
    expect(numbers(toggled(up, message(1)))).toHaveLength(SELECTION_LIMIT)
    expect(numbers(toggled(up, message(50)))).toHaveLength(SELECTION_LIMIT - 1)
  })
})
