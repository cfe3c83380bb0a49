import { asLocalId, asTransferId, type TransferId } from '@shared/ids'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OpenTransfers } from '../../src/main/transfers/open-transfers'
import { AT_ONCE, LARGE_BYTES, nextTransfers, type Waiting } from '../../src/main/transfers/transfer-queue'

const IDS = 16

const anyOne: fc.Arbitrary<Waiting> = fc.record({
  id: fc.integer({ min: 1, max: IDS }).map(asTransferId),
  direction: fc.constantFrom('up' as const, 'down' as const),
  size: fc.constantFrom(0, 1, 1000, LARGE_BYTES, LARGE_BYTES + 1, 2 ** 31),
  isAsked: fc.boolean(),
})
const withMessage = (one: Waiting): Waiting => ({ ...one, localId: asLocalId(one.id) })
const someIds = fc.uniqueArray(fc.integer({ min: 1, max: IDS }).map(asTransferId), { maxLength: 5 })

describe('transfers that are open', () => {
  it('name as candidates whatever would go of all of them', () => {
    const changes = fc.array(fc.oneof(anyOne, fc.integer({ min: 1, max: IDS }).map(asTransferId)), { maxLength: 60 })
    fc.assert(
      fc.property(changes, fc.array(anyOne, { maxLength: 3 }), someIds, someIds, someIds, (steps, running, first, seen, busy) => {
        const open = new OpenTransfers<Waiting>()
        const known = new Map<TransferId, Waiting>()
        for (const step of steps) {
          if (typeof step === 'number') {
            open.delete(step)
            known.delete(step)
          } else {
            open.set(withMessage(step))
            known.set(step.id, withMessage(step))
          }
        }
        expect(new Set(open.all())).toEqual(new Set(known.values()))
        const mayStart = ({ id }: Waiting): boolean => !busy.includes(id)
        const wishes = { first, inView: new Set(seen.map((id) => asLocalId(id))) }
        const candidates = open.candidates([...first, ...seen], mayStart)
        expect([...candidates].every(mayStart)).toBe(true)
        expect(nextTransfers(candidates, running, wishes)).toEqual(nextTransfers([...known.values()].filter(mayStart), running, wishes))
      }),
      { numRuns: 2000 },
    )
  })

  it('are looked at no more than there is room for, however many wait', () => {
    const open = new OpenTransfers<Waiting>()
    const ids = Array.from({ length: 1000 }, (_, index) => asTransferId(1000 - index))
    for (const id of ids) open.set({ id, direction: 'up', size: 10, isAsked: true })
    let looks = 0
    const candidates = open.candidates([], () => ++looks > 0)
    expect([...candidates].map(({ id }) => id)).toEqual([1, 2, 3])
    expect(looks).toBe(AT_ONCE)
  })
})
