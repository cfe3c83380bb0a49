import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FOLD_OVER, PREVIEW } from '@shared/long-text'
import { breakable, foldAt, unfoldedTo } from '../../src/renderer/src/model/folded-text'

describe('a long text', () => {
  it('folds beyond four thousand characters, in front of a character', () => {
    expect(foldAt('a'.repeat(4000))).toBeUndefined()
    expect(foldAt('a'.repeat(4001))).toBe(2000)
    expect(foldAt(`a${'👍'.repeat(2000)}`)).toBe(1999)
  })

  it('folds beyond a hundred and twenty lines, at the end of a line', () => {
    const lines = (count: number): string => Array.from({ length: count }, (_, i) => `line ${i}`).join('\n')
    expect(foldAt(lines(120))).toBeUndefined()
    const text = lines(121)
    expect(text.slice(0, foldAt(text))).toBe(lines(40))
  })

  it('folds where only its beginning is here', () => {
    expect(foldAt('a'.repeat(PREVIEW), FOLD_OVER + 1)).toBe(PREVIEW)
    expect(foldAt('a\n'.repeat(PREVIEW / 2), FOLD_OVER + 1)).toBe(79)
  })

  it('is unfolded a part at a time, and never past its end', () => {
    const text = 'a'.repeat(20_000)
    expect(unfoldedTo(text, 2000)).toBe(18_000)
    expect(unfoldedTo(text, 18_000)).toBe(20_000)
  })
})

describe('a run without a place to break', () => {
  it('gets one every sixty-four characters', () => {
    expect(breakable('A'.repeat(200)).map(({ length }) => length)).toEqual([64, 64, 64, 8])
  })

  it('leaves what has blanks, or is short, in one piece', () => {
    const text = `${'A'.repeat(63)} ${'词'.repeat(40)}\n${'B'.repeat(63)}`
    expect(breakable(text)).toEqual([text])
  })

  it('keeps characters whole', () => {
    expect(breakable(`${'A'.repeat(63)}👍🏽B`)).toEqual([`${'A'.repeat(63)}👍🏽`, 'B'])
    expect(breakable(`${'A'.repeat(63)}e\u0301${'B'.repeat(64)}C`)[0]).toBe(`${'A'.repeat(63)}e\u0301`)
    expect(breakable(`${'A'.repeat(62)}👩\u200d🚀${'B'.repeat(9)}`)[0]).toBe(`${'A'.repeat(62)}👩\u200d🚀`)
  })

  it('says the same as before, in pieces of a bounded length', () => {
    const unit = fc.constantFrom('A', '👍', '\u0301', '\u200d', ' ', '词', '\u{1f3fd}')
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 400 }), (units) => {
        const text = units.join('')
        const pieces = breakable(text)
        expect(pieces.join('')).toBe(text)
        for (const piece of pieces) for (const run of piece.split(/\s/)) expect(run.length).toBeLessThanOrEqual(64 + 34)
      }),
    )
  })
})
