import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Database } from '../../src/main/store/database'
import { migrate } from '../../src/main/store/migrate'
import { ftsQuery, indexTerms, labelTerms } from '../../src/main/store/search-terms'
import { matchesQuery, parseQuery } from '../../src/main/store/search-text'

const shown = (text: string): string => indexTerms(text).replaceAll('\uE000', '|')

/** Asks the index as it is made by the newest schema, with one text in it. */
class OneText {
  readonly #database = new Database({ file: ':memory:', busyTimeoutMs: 0 })
  readonly #insert
  readonly #wipe
  readonly #search

  constructor() {
    migrate(this.#database)
    this.#insert = this.#database.prepare('INSERT INTO messages_fts (rowid, terms) VALUES (1, ?)')
    this.#wipe = this.#database.prepare(`INSERT INTO messages_fts (messages_fts) VALUES ('delete-all')`)
    this.#search = this.#database.prepare('SELECT rowid FROM messages_fts WHERE messages_fts MATCH ?')
  }

  hold(terms: string): void {
    this.#wipe.run()
    this.#insert.run(terms)
  }

  isFoundBy(query: string): boolean {
    return this.#search.get(query) !== undefined
  }

  close(): void {
    this.#database.close()
  }
}

/** Few characters, so that they meet often. */
const text = fc
  .array(
    fc.constantFrom(
      '会',
      '议',
      '室',
      '会议',
      'a',
      'B',
      '1',
      'meeting',
      ' ',
      '，',
      '-',
      '\n',
      '𠮷',
      '12',
      '2013',
      '🚀',
      'é',
      '會',
      'กิ',
      '🇩🇪',
    ),
    { maxLength: 10 },
  )
  .map((parts) => parts.join(''))

describe('index terms', () => {
  it('are the characters of a stretch of ideographs and their overlapping pairs', () => {
    expect(shown('会议室')).toBe('会 议 室 会议 议室')
    expect(shown('好')).toBe('好')
  })

  it('are the first beginnings of a word and a long word whole, folded', () => {
    expect(shown('Ｈｅllo')).toBe('h he hel hell hello')
    expect(shown('a ab AB')).toBe('a ab')
  })

  it('are the joints of runs, but for two words with a space between', () => {
    expect(shown('买iP手')).toBe('买 买|i i ip p|手 手')
    expect(shown('a.b x')).toBe('a a|b b x')
    expect(shown('好，的 a')).toBe('好 好|的 的 的|a a')
  })

  it('are pairs for Japanese and Korean too, and for characters beyond the basic plane', () => {
    expect(shown('コー')).toBe('コ ー コー')
    expect(shown('회의')).toBe('회 의 회의')
    expect(shown('𠮷野')).toBe('𠮷 野 𠮷野')
  })

  it('are those of a number over its separators too, from each piece on', () => {
    expect(shown('138-0013 80')).toBe('1 13 138 1380 138001380 8|0 0 00 001 0013 001380 8 80')
  })

  it('are those from inside a word where digits begin, or letters after them', () => {
    expect(shown('img2026')).toBe('i im img img2 img2026 2 20 202 2026')
    expect(shown('100km')).toBe('1 10 100 100k 100km k km')
    expect(shown('h264x q3')).toBe('h h2 h26 h264 h264x 2 26 264 264x q q3')
    expect(shown('v2b4c8')).toBe('v v2 v2b v2b4 v2b4c8')
  })

  it('are none for punctuation, and one for an emoji whatever its skin', () => {
    expect(shown('!? …')).toBe('')
    expect(shown('👍🏽👍')).toBe('👍 👍👍')
  })
})

describe('a query of the index', () => {
  it('gets every text that it matches as a candidate', () => {
    const index = new OneText()
    fc.assert(
      fc.property(text, text, (wanted, held) => {
        const query = parseQuery(wanted)
        if (query === undefined || !matchesQuery(query, held)) return
        index.hold(indexTerms(held))
        expect(index.isFoundBy(ftsQuery(query))).toBe(true)
      }),
      { numRuns: 3000 },
    )
    index.close()
  })

  it('asks for no more than whole terms up to four letters', () => {
    const asked = (wanted: string): string => ftsQuery(parseQuery(wanted)!).replaceAll('\uE000', '|')
    expect(asked('会')).toBe('"会"')
    expect(asked('会议室')).toBe('"会议" AND "议室"')
    expect(asked('meet')).toBe('"meet"')
    expect(asked('meeti')).toBe('"meeti" *')
    expect(asked('3点 a.b')).toBe('"3" AND "3|点" AND "点" AND "a" AND "a|b" AND "b"')
    expect(asked('138-0013')).toBe('"1380013" *')
    expect(asked('138 0013 x')).toBe('(("138" AND "0013") OR "1380013" *) AND "x"')
  })

  it('finds a message by its labels, whatever punctuation is in an id', () => {
    const index = new OneText()
    const labels = { conversationId: 'c2c:alice:bob-1', senderId: 'bob.o"x', types: ['text'] }
    index.hold(['plan', ...labelTerms(labels)].join(' '))
    const query = parseQuery('plan')!
    expect(index.isFoundBy(ftsQuery(query, labels))).toBe(true)
    expect(index.isFoundBy(ftsQuery(query, { ...labels, types: ['file', 'text'] }))).toBe(true)
    expect(index.isFoundBy(ftsQuery(query, { ...labels, types: ['file'] }))).toBe(false)
    expect(index.isFoundBy(ftsQuery(query, { conversationId: 'c2c:alice:bob' }))).toBe(false)
    index.close()
  })

  it('is never a syntax error, whatever was typed', () => {
    const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code))
    const index = new OneText()
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit }), fc.constantFrom('"', 'AND', 'a OR', 'NEAR(', 'x*', '-y', "'")), (typed) => {
        const query = parseQuery(typed)
        if (query !== undefined) index.isFoundBy(ftsQuery(query, { senderId: typed }))
      }),
    )
    index.close()
  })
})
