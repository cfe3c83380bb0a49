import { expect, it } from 'vitest'
import { eighthsFor } from '../../src/media-window/eighths'

it.each([
  [1, 8],
  [3, 8],
  [0.876, 8],
  [0.875, 7],
  [800 / 4000, 2],
  [1280 / 4000, 3],
  [2560 / 4000, 6],
  // As a quotient says it that is not exact.
  [0.1 + 0.2 - 0.05, 2],
  [1 / 8, 1],
  [0.001, 1],
])('what is drawn at %s of its edges is decoded in %s eighths of them', (scale, eighths) => {
  expect(eighthsFor(scale)).toBe(eighths)
})
