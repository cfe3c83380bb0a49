import { describe, expect, it } from 'vitest'
import { bytesOf, chainOf, removalOrder, type Segment, SEGMENT_BYTES, segmentName, segmentOf } from '../../src/server/files/s3/segments'

const full = (index: number): Segment => ({ index, bytes: SEGMENT_BYTES })

describe('the segments of an upload', () => {
  it('have names that are read again and sort as they do; what has another name is none', () => {
    for (const segment of [{ index: 0, bytes: 0 }, full(3), full(9999)]) expect(segmentOf(segmentName(segment))).toEqual(segment)
    expect([10, 9, 100].map((index) => segmentName(full(index))).sort()).toEqual([9, 10, 100].map((index) => segmentName(full(index))))
    for (const name of ['', 'office', '1.5', '00001', '00001.', '00001.x', '00001.123456789']) expect(segmentOf(name)).toBeUndefined()
  })

  it('are of each index the longest, up to the first that is not full', () => {
    const chain = chainOf([{ index: 1, bytes: 7 }, full(0), { index: 1, bytes: 9 }, { index: 0, bytes: 3 }, { index: 2, bytes: 5 }])!
    expect(chain).toEqual([full(0), { index: 1, bytes: 9 }])
    expect(bytesOf(chain)).toBe(SEGMENT_BYTES + 9)
    expect(chainOf([full(0), full(2)])).toEqual([full(0)])
    expect(chainOf([{ index: 0, bytes: 0 }])).toEqual([{ index: 0, bytes: 0 }])
    expect(chainOf([])).toBeUndefined()
  })

  it('are all there, or no upload any more, wherever their removal is broken off', () => {
    const segments = [full(0), full(1), { index: 0, bytes: 0 }, { index: 2, bytes: 4 }, { index: 0, bytes: 9 }]
    const all = bytesOf(chainOf(segments)!)
    const left = removalOrder(segments).map((_, gone, order) => chainOf(order.slice(gone + 1)))
    expect(left.map((chain) => chain && bytesOf(chain))).toEqual([all, all, undefined, undefined, undefined])
  })
})
