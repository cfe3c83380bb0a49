import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldText, matchesQuery, matchRanges, parseQuery } from '../../src/main/store/search-text'

function found(query: string, text: string): boolean {
  const parsed = parseQuery(query)
  return parsed !== undefined && matchesQuery(parsed, text)
}

function marked(query: string, text: string): readonly string[] {
  const parsed = parseQuery(query)
  return parsed === undefined ? [] : matchRanges(parsed, text).map(({ from, to }) => text.slice(from, to))
}

/** Few characters, so that they meet often. */
const ideographs = fc.string({ unit: fc.constantFrom('会', '议', '室', '开'), minLength: 1, maxLength: 6 })
const words = fc.string({ unit: fc.constantFrom('a', 'B', '1'), minLength: 1, maxLength: 4 })
const breaks = fc.constantFrom(' ', '，', '-', '\n', '!')
const mixed = fc.array(fc.oneof(ideographs, words, breaks), { maxLength: 8 }).map((parts) => parts.join(''))

/**
 * The naive oracle: the text as its runs with a bar between them, and a space more between two words that have one. A
 * term stands in it if its own runs do; a first run of letters has to begin there.
 */
function oracle(query: string, text: string): boolean {
  const barred = `|${joints(text)}|`
  const terms = query.toLowerCase().split(/\s+/).map(joints).filter((term) => term !== '')
  return terms.length > 0 && terms.every((term) => barred.includes(`${/^[a-z0-9]/.test(term) ? '|' : ''}${term}`))
}

function joints(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^会议室开a-z0-9]+/g, (gap) => (/\s/.test(gap) ? ' ' : '|'))
    .replace(/^[ |]+|[ |]+$/g, '')
    .replace(/(?<=[a-z0-9]) (?=[a-z0-9])/g, '| |')
    .replaceAll(/(?<!\|) (?!\|)/g, '|')
    .replaceAll(/(?<=[会议室开])(?=[a-z0-9])|(?<=[a-z0-9])(?=[会议室开])/g, '|')
}

describe('a query', () => {
  it.each([
    ['会', '今天开会', true],
    ['天开', '今天开会', true],
    ['天会', '今天开会', false],
    ['议室', '二楼会议室', true],
    ['hel', 'Hello world', true],
    ['ello', 'Hello world', false],
    ['wor hel', 'Hello world', true],
    ['Ｈｅｌ', 'hello', true],
    ['phone', '买iPhone', false],
    ['机iph', '手机iPhone', true],
    ['iphone手', 'iPhone手机', true],
    ['iph手', 'iPhone手机', false],
    ['foo.ba', 'see foo.bar', true],
    ['foo.ba', 'see foo-bar', true],
    ['foo.ba', 'see foo bar', false],
    ['用iph', '用 iPhone', true],
    ['好，的', '好 的', true],
    ['😀会', '开 会', true],
    ['今天 会', '今天开会', true],
    ['café', 'CAFÉ noir', true],
  ])('%s in %s: %s', (query, text, expected) => {
    expect(found(query, text)).toBe(expected)
  })

  it('without anything to search for finds nothing', () => {
    expect(parseQuery(' ，!')).toBeUndefined()
    expect(parseQuery('')).toBeUndefined()
  })

  it('agrees with a naive substring search', () => {
    fc.assert(
      fc.property(mixed, mixed, (query, text) => found(query, text) === oracle(query, text)),
      { numRuns: 2000 },
    )
  })

  it('finds every part of a stretch of ideographs', () => {
    fc.assert(
      fc.property(ideographs, fc.nat(), fc.nat(), (text, a, b) => {
        const from = a % text.length
        return found(text.slice(from, from + 1 + (b % (text.length - from))), `x${text} y`)
      }),
    )
  })
})

describe('marks in the text', () => {
  it('are the places of the terms, in the text as it was written', () => {
    expect(marked('hel 会', 'Hello, 开会会议')).toEqual(['Hel', '会会'])
    expect(marked('机iph', '买手机 iPhone')).toEqual(['机 iPh'])
    expect(marked('abc', 'x ＡＢＣd')).toEqual(['ＡＢＣ'])
  })

  it('are there exactly when the text matches, ascending and apart', () => {
    fc.assert(
      fc.property(mixed, mixed, (query, text) => {
        const parsed = parseQuery(query)
        if (parsed === undefined || !matchesQuery(parsed, text)) return
        const ranges = matchRanges(parsed, text)
        expect(ranges.length).toBeGreaterThan(0)
        ranges.forEach(({ from, to }, index) => {
          expect(to).toBeGreaterThan(from)
          expect(from).toBeGreaterThan(ranges[index - 1]?.to ?? -1)
          expect(to).toBeLessThanOrEqual(text.length)
        })
      }),
    )
  })
})

describe('folding', () => {
  it('changes nothing the second time', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => foldText(foldText(text)) === foldText(text)))
  })
})
