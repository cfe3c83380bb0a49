import { asLocalId } from '@shared/ids'
import type { Message } from '@shared/message'
import { describe, expect, it } from 'vitest'
import {
  countOf,
  type MediaRun,
  RUN_LIMIT,
  runOf,
  shownAt,
  shownOf,
  stepped,
  withMessages,
  withNewer,
  withOlder,
  withPage,
} from '../../src/renderer/src/model/media-run'
import { message } from './messages'

const picture = (n: number, change: Partial<Message> = {}): Message => message(n, { content: { kind: 'image', url: `/${n}` }, ...change })
const pictures = (from: number, to: number): Message[] => Array.from({ length: to - from + 1 }, (_, index) => picture(from + index))
const ids = ({ messages }: MediaRun): readonly number[] => messages.map(({ localId }) => localId)
const run = (): MediaRun => withPage(runOf(picture(5)), { messages: pictures(4, 6), older: 3, newer: 2 })

describe('a run of pictures', () => {
  it('is one alone, then has its place among the others', () => {
    expect(countOf(runOf(picture(5)))).toEqual({ n: 1, count: 1 })
    expect(countOf(run())).toEqual({ n: 5, count: 8 })
    expect(shownOf(run()).localId).toBe(5)
  })

  it('stays with what it shows, where a page does not have it', () => {
    expect(withPage(runOf(picture(9)), { messages: pictures(1, 3), older: 0, newer: 0 })).toEqual(runOf(picture(9)))
  })

  it('has no stickers, and one that is looked at is by itself, whatever comes', () => {
    const sticker = (n: number): Message => message(n, { content: { kind: 'image', url: `/${n}`, isSticker: true } })
    const end = withPage(runOf(picture(5)), { messages: pictures(4, 5), older: 0, newer: 0 })
    expect(ids(withMessages(end, [sticker(6), picture(7)], []))).toEqual([4, 5, 7])
    expect(ids(withMessages(runOf(sticker(6)), [picture(7)], []))).toEqual([6])
  })

  it('goes to the next and stops at its ends', () => {
    expect(shownOf(stepped(run(), 1)).localId).toBe(6)
    const end = stepped(stepped(run(), 1), 1)
    expect(shownOf(end).localId).toBe(6)
    expect(stepped(end, 1)).toBe(end)
    expect(shownOf(shownAt(run(), asLocalId(4))).localId).toBe(4)
    expect(shownAt(run(), asLocalId(77))).toEqual(run())
  })

  it('grows at both ends without moving from what it shows, and takes nothing twice', () => {
    const grown = withNewer(withOlder(run(), { messages: pictures(2, 4), older: 1, newer: 4 }), {
      messages: pictures(6, 8),
      older: 5,
      newer: 0,
    })
    expect(ids(grown)).toEqual([2, 3, 4, 5, 6, 7, 8])
    expect(shownOf(grown).localId).toBe(5)
    expect(countOf(grown)).toEqual({ n: 5, count: 8 })
  })

  it('lets go of what is far from what it shows, and goes on counting it', () => {
    const long = withNewer(run(), { messages: pictures(7, 400), older: 6, newer: 100 })
    expect(long.messages.length).toBeLessThanOrEqual(RUN_LIMIT)
    expect(shownOf(long).localId).toBe(5)
    expect(countOf(long)).toEqual({ n: 5, count: 3 + 397 + 100 })
  })

  it('has messages as they are now, and the new ones at its end alone', () => {
    const [changed, fresh] = [picture(6, { file: { family: 'picture', isSaved: true } }), picture(9)]
    const middle = withMessages(run(), [changed, fresh], [])
    expect(middle.messages[2]).toBe(changed)
    expect(ids(middle)).toEqual([4, 5, 6])
    const atEnd: MediaRun = { ...run(), newer: 0 }
    expect(ids(withMessages(atEnd, [fresh, message(10)], []))).toEqual([4, 5, 6, 9])
  })

  it('is the very same where nothing of it changed', () => {
    const held = run()
    expect(withMessages(held, [message(70), picture(71)], [asLocalId(72)])).toBe(held)
  })

  it('loses what was taken back, but for what it shows: that says so', () => {
    const recalled = (n: number): Message => message(n, { content: { kind: 'recalled' } })
    const left = withMessages(run(), [recalled(4), recalled(5)], [asLocalId(6)])
    expect(ids(left)).toEqual([5])
    expect(shownOf(left).content.kind).toBe('recalled')
  })
})
