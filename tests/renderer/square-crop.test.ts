import { middleSquare, squareWithin } from '@shared/square'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { largestSide, movedSquare, resizedSquare, zoomedSquare, zoomOf } from '../../src/renderer/src/model/square-crop'

const PICTURE = { width: 800, height: 400 }
const picture = fc.record({ width: fc.integer({ min: 1, max: 16_384 }), height: fc.integer({ min: 1, max: 16_384 }) })
const any = fc.double({ min: -1e9, max: 1e9, noNaN: true })

describe('the square of a picture', () => {
  it('is the largest in the middle at first', () => {
    expect(middleSquare(PICTURE)).toEqual({ x: 200, y: 0, side: 400 })
    expect(middleSquare({ width: 3, height: 8 })).toEqual({ x: 0, y: 2, side: 3 })
  })

  it('is moved as far as the picture goes', () => {
    expect(movedSquare({ x: 200, y: 0, side: 400 }, -50, 20, PICTURE)).toEqual({ x: 150, y: 0, side: 400 })
    expect(movedSquare({ x: 200, y: 0, side: 400 }, 900, 0, PICTURE)).toEqual({ x: 400, y: 0, side: 400 })
  })

  it('keeps its middle while it is zoomed, and ends at 64 px', () => {
    expect(resizedSquare({ x: 200, y: 0, side: 400 }, 200, PICTURE)).toEqual({ x: 300, y: 100, side: 200 })
    expect(resizedSquare({ x: 0, y: 0, side: 400 }, 1, PICTURE).side).toBe(64)
    expect(resizedSquare({ x: 0, y: 0, side: 20 }, 1, { width: 20, height: 30 }).side).toBe(20)
  })

  it('is zoomed in even steps: half way is the geometric middle', () => {
    const half = zoomedSquare({ x: 0, y: 0, side: 400 }, 0.5, PICTURE)
    expect(half.side).toBe(160)
    expect(zoomOf(half, PICTURE)).toBeCloseTo(0.5, 2)
    expect(zoomOf({ x: 0, y: 0, side: 400 }, PICTURE)).toBe(0)
  })

  it('lies within the picture, in whole px, whatever is done to it', () => {
    fc.assert(
      fc.property(picture, any, any, any, (of, x, y, side) => {
        const given = squareWithin({ x, y, side }, of)
        for (const next of [given, movedSquare(given, x, y, of), resizedSquare(given, side, of), zoomedSquare(given, x, of)]) {
          expect([next.x, next.y, next.side].every(Number.isSafeInteger)).toBe(true)
          expect(next.side).toBeGreaterThanOrEqual(1)
          expect(next.side).toBeLessThanOrEqual(largestSide(of))
          expect(next.x).toBeGreaterThanOrEqual(0)
          expect(next.y).toBeGreaterThanOrEqual(0)
          expect(next.x + next.side).toBeLessThanOrEqual(of.width)
          expect(next.y + next.side).toBeLessThanOrEqual(of.height)
        }
      }),
    )
  })
})
