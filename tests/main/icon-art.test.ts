import { describe, expect, it } from 'vitest'
import { type Bitmap, drawBubble, drawCount, GREY, TEAL, toBgra } from '../../src/main/app/desktop/icon-art'

const pixel = ({ size, rgba }: Bitmap, x: number, y: number): number[] => {
  const at = (Math.floor(y * size) * size + Math.floor(x * size)) * 4
  return [...rgba.subarray(at, at + 4)]
}

describe.each([16, 22, 32, 44])('drawBubble at %i pixels', (size) => {
  it('fills the bubble with its colour and leaves the corners empty', () => {
    for (const colour of [TEAL, GREY]) {
      const bubble = drawBubble(size, colour, false)
      expect(bubble.rgba).toHaveLength(size * size * 4)
      expect(pixel(bubble, 0.4, 0.26)).toEqual([...colour, 255])
      expect(pixel(bubble, 0, 0)).toEqual([0, 0, 0, 0])
      expect(pixel(bubble, 0.98, 0.98)).toEqual([0, 0, 0, 0])
    }
  })

  it('shows something unread by a red spot', () => {
    const [red = 0, green = 0] = pixel(drawBubble(size, TEAL, true), 0.76, 0.24)
    expect(red).toBeGreaterThan(200)
    expect(green).toBeLessThan(100)
    expect(pixel(drawBubble(size, TEAL, true), 0.15, 0.45)).toEqual(pixel(drawBubble(size, TEAL, false), 0.15, 0.45))
  })

  it('has smooth edges', () => {
    const alphas = new Set(drawBubble(size, TEAL, false).rgba.filter((_, i) => i % 4 === 3))
    expect(alphas.size).toBeGreaterThan(4)
  })
})

describe('drawCount', () => {
  it('draws every number differently, and all above nine alike', () => {
    const pictures = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((count) => drawCount(32, count).rgba.join())
    expect(new Set(pictures).size).toBe(10)
    expect(drawCount(32, 99).rgba).toEqual(drawCount(32, 10).rgba)
  })

  it('is a disc: white on red, nothing outside', () => {
    const three = drawCount(32, 3)
    expect(pixel(three, 0, 0)).toEqual([0, 0, 0, 0])
    expect(pixel(three, 0.5, 0.06)).toEqual([226, 60, 50, 255])
    expect(pixel(three, 0.5, 0.25)).toEqual([255, 255, 255, 255])
  })
})

describe('toBgra', () => {
  it('swaps red and blue, and multiplies by alpha', () => {
    const rgba = new Uint8Array([200, 100, 50, 255, 200, 100, 50, 128, 9, 9, 9, 0, 0, 0, 0, 255])
    expect([...toBgra({ size: 2, rgba })]).toEqual([50, 100, 200, 255, 25, 50, 100, 128, 0, 0, 0, 0, 0, 0, 0, 255])
  })
})
