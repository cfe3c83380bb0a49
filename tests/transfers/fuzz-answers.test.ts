import { expect, it } from 'vitest'
import { fuzzAnswers } from '../fuzz/answers'

it('no address, range, name or answer of a server, of 20,000 random ones, breaks a promise', async () => {
  const report = await fuzzAnswers({ inputs: 20_000, seed: 20_261_126 })
  // Enough is whole to reach what is behind the first look.
  expect(report.addresses).toBeGreaterThan(3000)
  expect(report.ranges).toBeGreaterThan(3000)
  expect(report.shortened).toBeGreaterThan(1000)
  expect(report.taken).toBeGreaterThan(500)
  expect(report.refused).toBeGreaterThan(500)
})
