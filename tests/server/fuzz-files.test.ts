import { expect, it } from 'vitest'
import { fuzzFiles } from '../fuzz/files'

it('no range, name, type or message of 30,000 random ones breaks a promise', () => {
  const report = fuzzFiles({ inputs: 30_000, seed: 20_261_126 })
  // Enough is whole to reach what is behind the first look.
  expect(report.ranges).toBeGreaterThan(500)
  expect(report.facts).toBeGreaterThan(10_000)
  expect(report.refusedFacts).toBeGreaterThan(1000)
  expect(report.naming).toBeGreaterThan(1000)
})
