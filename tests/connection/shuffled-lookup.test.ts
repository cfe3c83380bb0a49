import type { LookupFunction } from 'node:net'
import { describe, expect, it } from 'vitest'
import { shuffledLookup } from '../../src/main/connection/dialers/shuffled-lookup'

type Answer = Parameters<Parameters<LookupFunction>[2]>

/** A resolver that knows one answer, and what it makes of it by chance. */
function answered(answer: Answer, luck: readonly number[]): Answer {
  let at = 0
  let got: Answer | undefined
  const lookup: LookupFunction = (_host, _options, callback) => callback(...answer)
  shuffledLookup(() => luck[at++]!, lookup)('im', { all: true }, (...said) => (got = said))
  return got!
}

const v4 = (n: number) => ({ address: `10.0.0.${n}`, family: 4 })
const v6 = (n: number) => ({ address: `fd00::${n}`, family: 6 })

describe('the records of a name', () => {
  it('come by chance, within the family that the system has first', () => {
    expect(answered([null, [v4(1), v4(2), v6(1), v4(3), v6(2)]], [0.9, 0.1, 0.8, 0.5, 0.2])[1]).toEqual([v4(2), v4(3), v4(1), v6(2), v6(1)])
  })

  it('stay one where one is asked for, and a failure stays a failure', () => {
    expect(answered([null, '10.0.0.1', 4], [])).toEqual([null, '10.0.0.1', 4])
    const error = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
    expect(answered([error, ''], [])[0]).toBe(error)
  })
})
