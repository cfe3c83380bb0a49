import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { collectGarbage, garbageCollector } from '../../src/main/lib/garbage'
import { FakeClock } from '../helpers/fake-clock'

describe('garbage', () => {
  it('leaves no way to it behind', () => {
    expect(runInNewContext('typeof gc')).toBe('undefined')
    collectGarbage()
    expect(runInNewContext('typeof gc')).toBe('undefined')
  })

  it('is collected once a minute at most, however often it is asked for', () => {
    const clock = new FakeClock()
    const collectedAt: number[] = []
    const collect = garbageCollector(clock, () => void collectedAt.push(clock.monotonic()))
    for (let i = 0; i < 121; i++) {
      collect()
      clock.advance(1_000)
    }
    expect(collectedAt).toEqual([0, 60_000, 120_000])
  })
})
