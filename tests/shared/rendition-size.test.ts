import { expect, it } from 'vitest'
import { renditionScale } from '@shared/rendition-size'

it.each([
  ['screen', 800, 600, 800, 600],
  ['screen', 1280, 720, 1280, 720],
  ['screen', 4000, 3000, 1280, 960],
  ['screen', 3000, 4000, 960, 1280],
  // A long one stays as wide as its box.
  ['screen', 1080, 8000, 720, 5333],
  ['screen', 700, 16_000, 418, 9562],
  ['view', 2400, 1500, 2400, 1500],
  ['view', 4000, 3000, 2560, 1920],
  ['view', 3000, 4000, 1920, 2560],
  ['view', 1500, 6000, 1414, 5657],
  ['large', 4000, 3000, 4000, 3000],
  ['large', 10_000, 10_000, 5000, 5000],
] as const)('%s: %s × %s is shown as %s × %s', (size, width, height, shownWidth, shownHeight) => {
  const scale = renditionScale({ width, height }, size)
  expect([Math.round(width * scale), Math.round(height * scale)]).toEqual([shownWidth, shownHeight])
})
