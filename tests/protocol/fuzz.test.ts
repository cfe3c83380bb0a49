import { expect, it } from 'vitest'
import { fuzzFrames } from '../fuzz/frames'

it('survives 200,000 random and mutated frames, and still reads the good ones', { timeout: 120_000 }, () => {
  const report = fuzzFrames({ frames: 200_000, seed: 20_261_121 })
  expect(report.frames).toBe(200_000)
  // The mutation leaves enough whole for the schemas to be reached, and breaks enough for every refusal.
  expect(report.packets).toBeGreaterThan(10_000)
  expect(report.badBodies).toBeGreaterThan(10_000)
  expect(report.failedStreams).toBeGreaterThan(1000)
})

it('does the same with the same seed', () => {
  expect(fuzzFrames({ frames: 2000, seed: 7 })).toEqual(fuzzFrames({ frames: 2000, seed: 7 }))
})
