import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bounded, fitScale, fitted, isFitted, panned, turned, wheelFactor, zoomedAt } from '../../src/renderer/src/model/zoom-pan'

const STAGE = { width: 800, height: 600, natural: 1 }
const edges = fc.record({ width: fc.integer({ min: 1, max: 20_000 }), height: fc.integer({ min: 1, max: 20_000 }) })
const stage = fc.record({
  width: fc.integer({ min: 50, max: 4000 }),
  height: fc.integer({ min: 50, max: 3000 }),
  natural: fc.constantFrom(1, 0.8, 0.5, 1 / 3, 1.25),
})
const point = fc.record({ x: fc.integer({ min: -2000, max: 2000 }), y: fc.integer({ min: -2000, max: 2000 }) })
const factor = fc.double({ min: 0.05, max: 20, noNaN: true })

describe('a picture on its stage', () => {
  it('fits whole, and is never drawn larger than it is', () => {
    expect(fitted({ width: 1600, height: 600 }, STAGE)).toEqual({ scale: 0.5, x: 0, y: 0 })
    expect(fitted({ width: 600, height: 2400 }, STAGE)).toEqual({ scale: 0.25, x: 0, y: 0 })
    expect(fitted({ width: 40, height: 30 }, STAGE)).toEqual({ scale: 1, x: 0, y: 0 })
    fc.assert(
      fc.property(edges, stage, (picture, room) => {
        const scale = fitScale(picture, room)
        expect(scale).toBeLessThanOrEqual(room.natural)
        expect(picture.width * scale).toBeLessThanOrEqual(room.width + 0.001)
        expect(picture.height * scale).toBeLessThanOrEqual(room.height + 0.001)
      }),
    )
  })

  it('has a px of the screen for each of its own where two of those are one of the page', () => {
    const sharp = { ...STAGE, natural: 0.5 }
    expect(fitted({ width: 400, height: 300 }, sharp)).toEqual({ scale: 0.5, x: 0, y: 0 })
    expect(fitted({ width: 1600, height: 600 }, sharp)).toEqual({ scale: 0.5, x: 0, y: 0 })
    expect(fitted({ width: 3200, height: 600 }, sharp)).toEqual({ scale: 0.25, x: 0, y: 0 })
    expect(zoomedAt(fitted({ width: 400, height: 300 }, sharp), 100, { x: 0, y: 0 }, { width: 400, height: 300 }, sharp).scale).toBe(4)
  })

  it('keeps what is under the pointer where it is', () => {
    const picture = { width: 4000, height: 3000 }
    const now = { scale: 1, x: 100, y: -50 }
    const at = { x: 120, y: 80 }
    const next = zoomedAt(now, 1.5, at, picture, STAGE)
    expect(next.scale).toBe(1.5)
    // px of the picture under the pointer, from its middle
    expect((at.x - next.x) / next.scale).toBeCloseTo((at.x - now.x) / now.scale, 9)
    expect((at.y - next.y) / next.scale).toBeCloseTo((at.y - now.y) / now.scale, 9)
  })

  it('stays within its bounds, whatever is done to it', () => {
    fc.assert(
      fc.property(edges, stage, fc.array(fc.record({ factor, at: point, by: point }), { maxLength: 8 }), (picture, room, acts) => {
        let now = fitted(picture, room)
        for (const { factor: by, at, by: move } of acts) now = panned(zoomedAt(now, by, at, picture, room), move, picture, room)
        const least = fitScale(picture, room)
        expect(now.scale).toBeGreaterThanOrEqual(least)
        expect(now.scale).toBeLessThanOrEqual(Math.max(8 * room.natural, least))
        expect(Math.abs(now.x)).toBeLessThanOrEqual(Math.max(0, (picture.width * now.scale - room.width) / 2) + 1e-6)
        expect(Math.abs(now.y)).toBeLessThanOrEqual(Math.max(0, (picture.height * now.scale - room.height) / 2) + 1e-6)
        expect(bounded(now, picture, room)).toEqual(now)
      }),
    )
  })

  it('stands in the middle again once it fits, from wherever it was', () => {
    fc.assert(
      fc.property(edges, stage, point, point, (picture, room, at, by) => {
        const far = panned(zoomedAt(fitted(picture, room), 4, at, picture, room), by, picture, room)
        const back = zoomedAt(far, 0.0001, at, picture, room)
        expect(isFitted(back, picture, room)).toBe(true)
        expect([Math.abs(back.x), Math.abs(back.y)].every((aside) => aside < 1e-6)).toBe(true)
      }),
    )
  })

  it('lies on its side after a quarter', () => {
    expect([0, 90, 180, 270].map((turn) => turned({ width: 4, height: 3 }, turn as 0 | 90 | 180 | 270).width)).toEqual([4, 3, 4, 3])
  })
})

describe('a turn of the wheel', () => {
  it('of one notch is a quarter, in both directions; many small ones are as much as one large', () => {
    expect(wheelFactor(-100, false)).toBeCloseTo(1.25, 9)
    expect(wheelFactor(100, false)).toBeCloseTo(1 / 1.25, 9)
    expect(wheelFactor(-25, false) ** 4).toBeCloseTo(wheelFactor(-100, false), 9)
    expect(wheelFactor(-5, true)).toBeGreaterThan(wheelFactor(-5, false))
  })

  it('of any size zooms by a bounded factor', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.boolean(), (delta, isPinch) => {
        expect(wheelFactor(delta, isPinch)).toBeGreaterThan(0.01)
        expect(wheelFactor(delta, isPinch)).toBeLessThan(100)
      }),
    )
  })
})
