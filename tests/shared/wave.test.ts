import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isWave, MAX_LEVEL, stretched, WAVE_LEVELS, waveLevels, waveText } from '@shared/wave'

const loudness = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 200 })

describe('a wave as text', () => {
  it('has 64 letters, of which the loudest fills the height, whatever comes', () => {
    fc.assert(
      fc.property(loudness, (values) => {
        const text = waveText(values)
        expect(isWave(text)).toBe(true)
        const most = Math.max(0, ...values.slice(0, WAVE_LEVELS))
        expect(Math.max(...waveLevels(text)!)).toBe(most > 0.004 ? MAX_LEVEL : 0)
      }),
    )
  })

  it('keeps which stretch is louder than which', () => {
    fc.assert(
      fc.property(loudness, (values) => {
        const levels = waveLevels(waveText(values))!
        const shown = values.slice(0, WAVE_LEVELS)
        for (const [i, a] of shown.entries())
          for (const [j, b] of shown.entries()) if (a > b) expect(levels[i]).toBeGreaterThanOrEqual(levels[j]!)
      }),
    )
  })

  it('of a microphone that hears nothing is flat', () => {
    expect(waveText(Array.from({ length: 64 }, () => 0.003))).toBe('A'.repeat(64))
  })

  it.each(['', 'A'.repeat(63), 'A'.repeat(65), `${'A'.repeat(63)}g`, `${'A'.repeat(63)}\n`, undefined])('%j is none', (text) => {
    expect(waveLevels(text)).toBeUndefined()
  })

  it('has its levels in the order of the alphabet', () => {
    expect(waveLevels(`ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef${'A'.repeat(32)}`)?.slice(0, 32)).toEqual(Array.from({ length: 32 }, (_, i) => i))
  })
})

describe('a stretch of time in other parts', () => {
  it('has in each part the highest of what lies in it, be it in part', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 31 }), { minLength: 1, maxLength: 90 }),
        fc.integer({ min: 1, max: 90 }),
        (values, count) => {
          // Each value and each part cut into as many pieces as make both come out even.
          const naive = Array.from({ length: count }, (_, part) => {
            const pieces = Array.from({ length: values.length }, (_unused, piece) => part * values.length + piece)
            return Math.max(...pieces.map((piece) => values[Math.floor(piece / count)]!))
          })
          expect(stretched(values, count)).toEqual(naive)
        },
      ),
    )
  })
})
