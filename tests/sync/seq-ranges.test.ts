import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addRange,
  contiguousEnd,
  countSeqs,
  hasSeq,
  intersect,
  missingIn,
  newest,
  newestRun,
  rangesOf,
  type SeqRanges,
  subtract,
  union,
} from '../../src/main/sync/history/seq-ranges'

/** The slow, obvious counterpart: a set of numbers. */
const toSet = (ranges: SeqRanges): Set<number> => {
  const set = new Set<number>()
  for (const [from, to] of ranges) for (let seq = from; seq <= to; seq++) set.add(seq)
  return set
}
const sorted = (set: Iterable<number>): number[] => [...set].sort((a, b) => a - b)

const seqs = fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 60 })
const ranges = seqs.map(rangesOf)

const isCanonical = (value: SeqRanges): boolean => value.every(([from, to], i) => from <= to && (i === 0 || from > value[i - 1]![1] + 1))

describe('seq ranges', () => {
  it('come out the same whatever the order of arrival', () => {
    fc.assert(
      fc.property(seqs, fc.infiniteStream(fc.nat()), (arrivals, keys) => {
        const built = arrivals.reduce<SeqRanges>((sum, seq) => addRange(sum, seq, seq), [])
        const shuffled = arrivals.map((seq) => ({ seq, key: keys.next().value as number })).sort((a, b) => a.key - b.key)
        expect(shuffled.reduce<SeqRanges>((sum, { seq }) => addRange(sum, seq, seq), [])).toEqual(built)
        expect(rangesOf(arrivals)).toEqual(built)
        expect(isCanonical(built)).toBe(true)
        expect(sorted(toSet(built))).toEqual(sorted(new Set(arrivals)))
      }),
    )
  })

  it('agree with plain sets in every operation', () => {
    fc.assert(
      fc.property(ranges, ranges, fc.integer({ min: 1, max: 80 }), fc.integer({ min: 0, max: 80 }), (a, b, from, length) => {
        const [left, right, to] = [toSet(a), toSet(b), from + length - 1]
        const window = toSet(length === 0 ? [] : [[from, to]])
        expect(sorted(toSet(addRange(a, from, to)))).toEqual(sorted(new Set([...left, ...window])))
        expect(sorted(toSet(missingIn(a, from, to)))).toEqual(sorted([...window].filter((seq) => !left.has(seq))))
        expect(sorted(toSet(union(a, b)))).toEqual(sorted(new Set([...left, ...right])))
        expect(sorted(toSet(subtract(a, b)))).toEqual(sorted([...left].filter((seq) => !right.has(seq))))
        expect(sorted(toSet(intersect(a, b)))).toEqual(sorted([...left].filter((seq) => right.has(seq))))
        expect(countSeqs(a)).toBe(left.size)
        expect(hasSeq(a, from)).toBe(left.has(from))
        for (const result of [addRange(a, from, to), union(a, b), subtract(a, b), intersect(a, b)]) {
          expect(isCanonical(result)).toBe(true)
        }
      }),
    )
  })

  it('find the end of an unbroken run', () => {
    fc.assert(
      fc.property(ranges, fc.integer({ min: 0, max: 80 }), (a, seq) => {
        const held = toSet(a)
        let end = seq
        while (held.has(end + 1)) end++
        expect(contiguousEnd(a, seq)).toBe(end)
      }),
    )
  })

  it('take the newest elements, and the newest run for one request', () => {
    fc.assert(
      fc.property(ranges, fc.integer({ min: 0, max: 90 }), (a, count) => {
        expect(sorted(toSet(newest(a, count)))).toEqual(count === 0 ? [] : sorted(toSet(a)).slice(-count))
      }),
    )
    expect(
      newestRun(
        [
          [1, 40],
          [44, 50],
        ],
        5,
      ),
    ).toEqual([46, 50])
    expect(
      newestRun(
        [
          [1, 40],
          [44, 50],
        ],
        500,
      ),
    ).toEqual([44, 50])
    expect(newestRun([], 500)).toBeUndefined()
  })
})
