import { expect, it } from 'vitest'
import { zoomBy } from '../../src/renderer/src/model/zoom'

it('zooms by steps, and stays at the ends', () => {
  expect([100, 125, 150, 95].map((zoom) => zoomBy(1, zoom))).toEqual([110, 150, 150, 100])
  expect([100, 80, 95].map((zoom) => zoomBy(-1, zoom))).toEqual([90, 80, 90])
})
