import { describe, expect, it } from 'vitest'
import { BAR, barsFor, barsOf, barsPath, barsWidth, seekKey } from '../../src/renderer/src/model/voice-wave'

describe('the bars of a voice', () => {
  it.each([
    [undefined, 28],
    [0, 28],
    [1, 29],
    [19.4, 47],
    [36, 64],
    [600, 64],
    [1e12, 64],
    [-5, 28],
  ])('of %s s are %s', (seconds, count) => {
    expect(barsFor(seconds)).toBe(count)
    expect(barsOf('f'.repeat(64), seconds)).toEqual(Array.from({ length: count }, () => 1))
  })

  it('are even and low where nobody told the wave', () => {
    expect(new Set(barsOf(undefined, 10)).size).toBe(1)
    expect(barsOf('no wave', 10)[0]).toBeCloseTo(6 / 31)
  })

  it('are lines within their height, and the flattest is still to be seen', () => {
    expect(barsPath([0, 0.5, 1])).toBe('M1 11.5V12.5M5 7V17M9 1V23')
    expect(barsWidth(3)).toBe(2 * BAR.step + BAR.width)
  })
})

describe('a key in a wave', () => {
  it.each([
    ['ArrowRight', 5, 7],
    ['ArrowLeft', 5, 3],
    ['ArrowLeft', 1, 0],
    ['ArrowRight', 29, 30],
    ['PageUp', 5, 15],
    ['PageDown', 5, 0],
    ['Home', 5, 0],
    ['End', 5, 30],
    ['a', 5, undefined],
    ['constructor', 5, undefined],
  ])('%s from %s s', (key, at, to) => {
    expect(seekKey(key, at, 30)).toBe(to)
  })
})
