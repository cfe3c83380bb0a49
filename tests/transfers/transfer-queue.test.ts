import { asLocalId, asTransferId, type TransferId } from '@shared/ids'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AT_ONCE, LARGE_BYTES, nextTransfers, type Waiting, type Wishes } from '../../src/main/transfers/transfer-queue'

const NOTHING: Wishes = { inView: new Set(), first: [] }

function waiting(id: number, change: Partial<Omit<Waiting, 'id'>> = {}): Waiting {
  return { id: asTransferId(id), direction: 'down', localId: asLocalId(id), size: 1000, isAsked: true, ...change }
}

/** One after the other: of those that may start now the one that nobody precedes. */
function naive(all: readonly Waiting[], running: readonly Waiting[], wishes: Wishes): TransferId[] {
  const started: Waiting[] = []
  const left = [...all]
  const precedes = (a: Waiting, b: Waiting): boolean => {
    const keys = ({ id, localId, isAsked, size }: Waiting): number[] => [
      wishes.first.includes(id) ? wishes.first.indexOf(id) : 1000,
      wishes.inView.has(localId!) ? 0 : 1,
      isAsked ? 0 : 1,
      size,
      id,
    ]
    const [left, right] = [keys(a), keys(b)]
    const differs = left.findIndex((key, index) => key !== right[index])
    return left[differs]! < right[differs]!
  }
  for (;;) {
    const may = left.filter((one) => {
      const beside = [...running, ...started].filter(({ direction }) => direction === one.direction)
      const large = beside.filter(({ size }) => size > LARGE_BYTES).length
      return beside.length < AT_ONCE && (one.size <= LARGE_BYTES || large < AT_ONCE - 1)
    })
    const next = may.find((one) => may.every((other) => other === one || precedes(one, other)))
    if (next === undefined) return started.map(({ id }) => id)
    started.push(next)
    left.splice(left.indexOf(next), 1)
  }
}

const anyWaiting = (id: number): fc.Arbitrary<Waiting> =>
  fc
    .record({
      direction: fc.constantFrom('up' as const, 'down' as const),
      size: fc.constantFrom(0, 1, 1000, LARGE_BYTES, LARGE_BYTES + 1, 2 ** 31),
      isAsked: fc.boolean(),
    })
    .map((change) => waiting(id, change))

const anyWaitings = (from: number, most: number): fc.Arbitrary<Waiting[]> =>
  fc.integer({ min: 0, max: most }).chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => anyWaiting(from + index))))

describe('which transfer starts next', () => {
  it('is, of those that may start, the one that nobody precedes', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 4 })
    fc.assert(
      fc.property(anyWaitings(1, 12), anyWaitings(100, 4), ids, ids, (all, running, seen, first) => {
        const wishes = { inView: new Set(seen.map(asLocalId)), first: first.map(asTransferId) }
        expect(nextTransfers(all, running, wishes)).toEqual(naive(all, running, wishes))
      }),
    )
  })

  it('three at once in each direction', () => {
    const all = [1, 2, 3, 4].flatMap((id) => [waiting(id), waiting(id + 10, { direction: 'up' })])
    expect(nextTransfers(all, [], NOTHING)).toEqual([1, 2, 3, 11, 12, 13])
    expect(nextTransfers(all, [waiting(20), waiting(21)], NOTHING)).toEqual([1, 11, 12, 13])
  })

  it('what is on screen first, small before large, and a small one always finds a way', () => {
    const large = (id: number): Waiting => waiting(id, { size: 2 ** 31 })
    expect(nextTransfers([large(1), waiting(2), waiting(3, { size: 10 })], [], NOTHING)).toEqual([3, 2, 1])
    expect(nextTransfers([waiting(1), large(2)], [], { ...NOTHING, inView: new Set([asLocalId(2)]) })).toEqual([2, 1])
    expect(nextTransfers([large(1), large(2), large(3)], [], NOTHING)).toEqual([1, 2])
    expect(nextTransfers([waiting(4)], [large(1), large(2)], NOTHING)).toEqual([4])
  })

  it('what a person put first before all, the last one said being the first', () => {
    const first = [3, 2].map(asTransferId)
    expect(nextTransfers([waiting(1), waiting(2), waiting(3)], [], { inView: new Set([asLocalId(1)]), first })).toEqual([3, 2, 1])
  })
})
