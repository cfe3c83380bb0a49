import { asUserId } from '@shared/ids'
import type { Message } from '@shared/message'
import { describe, expect, it } from 'vitest'
import { type TimelineBlock, timelineBlocks } from '../../src/renderer/src/model/timeline-blocks'
import { timelineRows } from '../../src/renderer/src/model/timeline-rows'
import { CONVERSATION, message, range } from './messages'

function blocksOf(messages: readonly Message[], before: readonly TimelineBlock[] = []): readonly TimelineBlock[] {
  return timelineBlocks(
    timelineRows({ conversationId: CONVERSATION, messages, gaps: [], hasOlder: true, hasNewer: false }, undefined),
    before,
  )
}

const alice = { senderId: asUserId('alice') }
const keyOf = (blocks: readonly TimelineBlock[], row: string): string | undefined =>
  blocks.find(({ rows }) => rows.some(({ key }) => key === row))?.key

describe('timeline blocks', () => {
  it('hold a run each, with the newest message of others as the one whose avatar stands at it', () => {
    const blocks = blocksOf([message(1), message(2), message(3, { isMine: true, ...alice }), message(4)])
    expect(blocks.map(({ rows, sender }) => [rows.map(({ key }) => key), sender?.localId])).toEqual([
      [['day-1'], undefined],
      [['m-1', 'm-2'], 2],
      [['m-3'], undefined],
      [['m-4'], 4],
    ])
  })

  it('give notices no avatar', () => {
    const notice = message(2, { content: { kind: 'group_event', event: { event: 'left', by: 'bob' } } })
    expect(blocksOf([notice]).map(({ sender }) => sender)).toEqual([undefined, undefined])
  })

  it('are the same objects where nothing changed', () => {
    const messages = [message(1), message(2), message(3, alice)]
    const before = blocksOf(messages)
    const after = blocksOf([...messages, message(4)], before)
    expect(after.slice(0, 3).map((block, index) => block === before[index])).toEqual([true, true, true])
  })

  it('keep their key while messages come at both ends of a run', () => {
    const before = blocksOf(range(5, 6))
    const after = blocksOf(range(1, 9), before)
    expect(keyOf(after, 'm-1')).toBe(keyOf(before, 'm-5'))
    expect(keyOf(after, 'm-9')).toBe(keyOf(before, 'm-5'))
  })

  it('have a key of their own, also when a run is cut in two', () => {
    const before = blocksOf(range(1, 4))
    const after = blocksOf([message(1), message(2, alice), message(3), message(4)], before)
    const keys = after.map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
    const again = blocksOf([message(0), ...range(1, 4)], after)
    expect(new Set(again.map(({ key }) => key)).size).toBe(again.length)
  })
})
