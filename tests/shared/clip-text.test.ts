import { describe, expect, it } from 'vitest'
import { clipText, wholeEnd } from '../../src/shared/clip-text'

describe('a text that is cut', () => {
  it('stays whole up to the limit, and shows where it was cut', () => {
    expect(clipText('会议室在三楼', 6)).toBe('会议室在三楼')
    expect(clipText('会议室在三楼', 4)).toBe('会议室在…')
  })

  it('is never cut through a character', () => {
    expect(clipText('ab👍cd', 3)).toBe('ab…')
    expect(clipText('ab👍cd', 4)).toBe('ab👍…')
    expect(wholeEnd('👍', 1)).toBe(0)
    expect(wholeEnd('ab', 9)).toBe(2)
    expect(clipText('a🇩🇪🇫🇷', 7)).toBe('a🇩🇪…')
    expect(clipText('a👨‍👩‍👧b', 8)).toBe('a…')
    expect(clipText('ae\u0301b', 2)).toBe('a…')
  })

  it('is cut somewhere where a character never ends', () => {
    expect(clipText(`e${'\u0301'.repeat(500)}`, 300)).toHaveLength(301)
  })
})
