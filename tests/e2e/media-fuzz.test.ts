import { expect, it } from 'vitest'
import { fuzzMedia, problemsOf } from '../fuzz/media'

it('pictures that are cut, changed or lie crash nothing, hang nowhere and leave the media window as it was', async () => {
  const report = await fuzzMedia({ count: 200, seed: 5 })
  expect(problemsOf(report)).toEqual([])
  expect(report.outcomes['made']).toBeGreaterThan(40)
  expect(report.outcomes['not_drawable']).toBeGreaterThan(20)
})
