import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldText, ftsQuery, indexTerms, matchesQuery, matchRanges, parseQuery } from '../../src/main/store/search-text'
import { Database } from '../../src/main/store/database'

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
 * The naive oracle: the text as its runs, each closed by a bar. A term stands in it if its own runs do; a first run of
 * letters has to begin there.
 */
function oracle(query: string, text: string): boolean {
  const barred = `|${(text.toLowerCase().match(/[会议室开]+|[a-z0-9]+/g) ?? []).join('|')}|`
  const terms = query
    .toLowerCase()
    .split(/\s+/)
    .map((term) => term.match(/[会议室开]+|[a-z0-9]+/g) ?? [])
    .filter((runs) => runs.length > 0)
  return (
    terms.length > 0 &&
    terms.every((runs) => barred.includes(`${/^[a-z0-9]/.test(runs[0] ?? '') ? '|' : ''}${runs.join('|')}`))
  )
}

describe('index terms', () => {
  it('are overlapping pairs and the last character of a stretch of ideographs', () => {
    expect(indexTerms('会议室')).toBe('会议 议室 室')
    expect(indexTerms('好')).toBe('好')
  })

  it('are whole words, folded', () => {
    expect(indexTerms('Hello, WORLD hello')).toBe('hello world')
    expect(indexTerms('ＡＢＣ１２')).toBe('abc12')
  })

  it('keep words and ideographs apart without spaces', () => {
    expect(indexTerms('买iPhone15手机')).toBe('买 iphone15 手机 机')
  })

  it('are pairs for Japanese and Korean too, and for characters beyond the basic plane', () => {
    expect(indexTerms('コーヒー')).toBe('コー ーヒ ヒー ー')
    expect(indexTerms('회의실')).toBe('회의 의실 실')
    expect(indexTerms('𠮷野家')).toBe('𠮷野 野家 家')
  })

  it('are none for punctuation and emoji', () => {
    expect(indexTerms('!? …  👍🏽')).toBe('')
  })
})

describe('index terms of plain text', () => {
  it('are those that any other text has', () => {
    const unit = fc.constantFrom('会', '议', '一', '鿿', 'a', 'Z', '0', '_', '。', '、', ' ', '\n', '!', '\u007f')
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (plain) => {
        // One character beyond plain text takes the general way.
        const general = indexTerms(`${plain} é`).split(' ').slice(0, -1)
        expect(indexTerms(plain)).toBe(general.join(' '))
      }),
    )
  })
})

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

  it('gets every text that it matches as a candidate from FTS5', () => {
    const database = new Database({ file: ':memory:', busyTimeoutMs: 0 })
    database.exec(
      `CREATE VIRTUAL TABLE t USING fts5 (terms, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii')`,
    )
    const insert = database.prepare('INSERT INTO t (rowid, terms) VALUES (1, ?)')
    const remove = database.prepare('DELETE FROM t')
    const search = database.prepare('SELECT rowid FROM t WHERE t MATCH ?')
    fc.assert(
      fc.property(mixed, mixed, (query, text) => {
        const parsed = parseQuery(query)
        if (parsed === undefined || !matchesQuery(parsed, text)) return
        remove.run()
        insert.run(indexTerms(text))
        expect(search.get(ftsQuery(parsed))).toBeDefined()
      }),
      { numRuns: 2000 },
    )
    database.close()
  })

  it('is never a syntax error, whatever was typed', () => {
    const database = new Database({ file: ':memory:', busyTimeoutMs: 0 })
    database.exec(
      `CREATE VIRTUAL TABLE t USING fts5 (terms, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii')`,
    )
    const search = database.prepare('SELECT rowid FROM t WHERE t MATCH ?')
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('"', 'AND', 'a OR', 'NEAR(', 'x*', '-y', "'")),
        (query) => {
          const parsed = parseQuery(query)
          if (parsed !== undefined) search.all(ftsQuery(parsed))
        },
      ),
    )
    database.close()
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
