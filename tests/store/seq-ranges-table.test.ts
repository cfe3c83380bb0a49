import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHAT, GROUP, openTestStore } from './helpers'

const range = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat({ max: 8 })).map(([from, length]) => [from, from + length] as const)

/** The settled seqs one by one, then as ranges. */
function naive(added: readonly (readonly [number, number])[]): [number, number][] {
  const seqs = new Set<number>()
  for (const [from, to] of added) for (let seq = from; seq <= to; seq++) seqs.add(seq)
  const ranges: [number, number][] = []
  for (const seq of [...seqs].sort((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last !== undefined && last[1] === seq - 1) last[1] = seq
    else ranges.push([seq, seq])
  }
  return ranges
}

describe('ranges', () => {
  it('are the same in whatever order they arrive', () => {
    const { ranges } = openTestStore()
    fc.assert(
      fc.property(fc.array(range, { maxLength: 25 }), (added) => {
        ranges.clear(CHAT)
        for (const [from, to] of added) ranges.add(CHAT, from, to)
        expect(ranges.get(CHAT)).toEqual(naive(added))
      }),
    )
  })

  it('tell what is missing between any two seqs', () => {
    const { ranges } = openTestStore()
    fc.assert(
      fc.property(fc.array(range, { maxLength: 10 }), range, (added, [from, to]) => {
        ranges.clear(CHAT)
        for (const [a, b] of added) ranges.add(CHAT, a, b)
        const missing = new Set(ranges.missing(CHAT, from, to).flatMap(([a, b]) => Array.from({ length: b - a + 1 }, (_, i) => a + i)))
        for (let seq = from; seq <= to; seq++) expect(missing.has(seq)).toBe(!ranges.has(CHAT, seq))
        expect(missing.size).toBe(Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((seq) => !ranges.has(CHAT, seq)).length)
      }),
    )
  })

  it('tell whether all of a stretch is settled', () => {
    const { ranges } = openTestStore()
    ranges.add(CHAT, 3, 5)
    ranges.add(CHAT, 8, 9)
    const all = [
      [3, 5],
      [4, 4],
      [8, 9],
    ] as const
    const notAll = [
      [2, 3],
      [5, 6],
      [3, 8],
      [6, 7],
      [9, 10],
      [1, 10],
    ] as const
    expect(all.map(([from, to]) => ranges.hasAll(CHAT, from, to))).toEqual(all.map(() => true))
    expect(notAll.map(([from, to]) => ranges.hasAll(CHAT, from, to))).toEqual(notAll.map(() => false))
  })

  it('of one conversation do not touch those of another', () => {
    const { ranges } = openTestStore()
    ranges.add(CHAT, 1, 5)
    ranges.add(GROUP, 6, 9)
    expect([...ranges.all()]).toEqual([
      [CHAT, [[1, 5]]],
      [GROUP, [[6, 9]]],
    ])
    ranges.clear(CHAT)
    expect(ranges.get(CHAT)).toEqual([])
    expect(ranges.get(GROUP)).toEqual([[6, 9]])
  })

  it('refuse what is not a range', () => {
    const { ranges } = openTestStore()
    expect(() => ranges.add(CHAT, 0, 3)).toThrow(RangeError)
    expect(() => ranges.add(CHAT, 5, 4)).toThrow(RangeError)
    expect(() => ranges.add(CHAT, 1.5, 2)).toThrow(RangeError)
  })

  it('name the conversations with holes, the most recently active first', () => {
    const { conversations, ranges } = openTestStore()
    conversations.upsert({ conversationId: CHAT, kind: 'c2c', lastSeq: 5, updatedAt: 1 })
    conversations.upsert({ conversationId: GROUP, kind: 'c2g', lastSeq: 5, updatedAt: 2 })
    expect(ranges.incomplete()).toEqual([GROUP, CHAT])
    ranges.add(GROUP, 1, 5)
    ranges.add(CHAT, 2, 5)
    expect(ranges.incomplete()).toEqual([CHAT])
  })
})
