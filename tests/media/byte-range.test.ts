import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byteRange } from '../../src/main/media/byte-range'

describe('a range of bytes', () => {
  it.each([
    ['bytes=0-', 10, { first: 0, last: 9 }],
    ['bytes=0-0', 10, { first: 0, last: 0 }],
    ['bytes=3-5', 10, { first: 3, last: 5 }],
    ['bytes=9-', 10, { first: 9, last: 9 }],
    ['bytes=3-99', 10, { first: 3, last: 9 }],
    ['bytes=-3', 10, { first: 7, last: 9 }],
    ['bytes=-99', 10, { first: 0, last: 9 }],
    ['bytes=10-', 10, 'unsatisfiable'],
    ['bytes=10-12', 10, 'unsatisfiable'],
    ['bytes=-0', 10, 'unsatisfiable'],
    ['bytes=0-', 0, 'unsatisfiable'],
    ['bytes=-1', 0, 'unsatisfiable'],
    ['bytes=5-3', 10, undefined],
    ['bytes=-', 10, undefined],
    ['bytes=0-1,3-4', 10, undefined],
    ['bytes=a-b', 10, undefined],
    ['items=0-1', 10, undefined],
    ['bytes=0-99999999999999999999', 10, undefined],
    ['bytes= 0-1', 10, undefined],
    [null, 10, undefined],
  ] as const)('%j of %i bytes is %j', (header, size, range) => {
    expect(byteRange(header, size)).toEqual(range)
  })

  it('is what a list of all bytes says it is', () => {
    const end = fc.oneof(fc.constant(''), fc.integer({ min: 0, max: 14 }).map(String))
    fc.assert(
      fc.property(end, end, fc.integer({ min: 0, max: 12 }), (from, to, size) => {
        const range = byteRange(`bytes=${from}-${to}`, size)
        const all = Array.from({ length: size }, (_, at) => at)
        const isNone = (from === '' && to === '') || (from !== '' && to !== '' && Number(to) < Number(from))
        const wanted = from === '' ? all.slice(Math.max(0, size - Number(to))) : all.slice(Number(from), to === '' ? size : Number(to) + 1)
        if (isNone) expect(range).toBeUndefined()
        else if (wanted.length === 0) expect(range).toBe('unsatisfiable')
        else expect(range).toEqual({ first: wanted[0], last: wanted.at(-1) })
      }),
      { numRuns: 2000 },
    )
  })
})
