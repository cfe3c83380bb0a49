import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LoudnessLog, loudnessOf, meterHeight } from '../../src/renderer/src/model/loudness'

describe('loudness', () => {
  it('is nothing in silence, all in the loudest square, and a root of a half in a sine', () => {
    expect(loudnessOf([])).toBe(0)
    expect(loudnessOf([0, 0, 0])).toBe(0)
    expect(loudnessOf([1, -1, 1, -1])).toBe(1)
    expect(loudnessOf(Array.from({ length: 1000 }, (_, i) => Math.sin((2 * Math.PI * i) / 100)))).toBeCloseTo(Math.SQRT1_2, 5)
  })

  it('shows a whisper and stays in the meter', () => {
    expect(meterHeight(0)).toBe(0)
    expect(meterHeight(0.01)).toBeGreaterThan(0.1)
    expect(meterHeight(1)).toBe(1)
  })
})

describe('the log of a recording', () => {
  it('is bounded, and has in each level the loudest of its stretch, as a naive one has', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 1, max: 1000 }), (count, seed) => {
        const values = Array.from({ length: count }, (_, i) => ((i * 7919 + seed) % 997) / 997)
        const log = new LoudnessLog()
        for (const value of values) log.add(value)
        let each = 1
        while (Math.floor(count / each) >= 1024) each *= 2
        const naive = Array.from({ length: Math.ceil(count / each) }, (_, i) => Math.max(...values.slice(i * each, (i + 1) * each)))
        expect(log.levels).toEqual(naive)
        expect(log.levels.length).toBeLessThanOrEqual(1024)
      }),
      { numRuns: 60 },
    )
  })
})
