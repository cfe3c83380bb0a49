import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchesQuery, matchRanges, parseQuery } from '../../src/main/store/search-text'
import { runsIn } from '../../src/main/store/text-runs'

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
const words = fc.string({ unit: fc.constantFrom('a', 'B', 'c'), minLength: 1, maxLength: 4 })
const breaks = fc.constantFrom(' ', '，', '-', '\n', '!')
const mixed = fc.array(fc.oneof(ideographs, words, breaks), { maxLength: 8 }).map((parts) => parts.join(''))

/**
 * The naive oracle: the text as its runs with a bar between them, and a space more between two words that have one. A
 * term stands in it if its own runs do; a first run of letters has to begin there.
 */
function oracle(query: string, text: string): boolean {
  const barred = `|${joints(text)}|`
  const terms = query
    .toLowerCase()
    .split(/\s+/)
    .map(joints)
    .filter((term) => term !== '')
  return terms.length > 0 && terms.every((term) => barred.includes(`${/^[a-z]/.test(term) ? '|' : ''}${term}`))
}

function joints(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^会议室开a-z]+/g, (gap) => (/\s/.test(gap) ? ' ' : '|'))
    .replace(/^[ |]+|[ |]+$/g, '')
    .replace(/(?<=[a-z]) (?=[a-z])/g, '| |')
    .replaceAll(/(?<!\|) (?!\|)/g, '|')
    .replaceAll(/(?<=[会议室开])(?=[a-z])|(?<=[a-z])(?=[会议室开])/g, '|')
}

const numbers = fc
  .array(fc.constantFrom('1', '12', '201', '0', '-', ' ', '. ', '\n', 'a', '会'), { maxLength: 9 })
  .map((parts) => parts.join(''))

/** The naive oracle for a number: every reading of the text that could begin with it, written out. */
function numberOracle(digits: string, text: string): boolean {
  const words = [...text.matchAll(/[a-z0-9]+/g)]
  const readings = words.flatMap((word, index) => {
    const [whole] = word
    const inside = [...whole.matchAll(/[0-9]{3,}/g)].map((group) => whole.slice(group.index))
    let long = whole
    let end = word.index + whole.length
    for (const next of words.slice(index + 1)) {
      const gap = text.slice(end, next.index)
      const isNear = /^[^\s会]+$/.test(gap) || /^[^\n会]{1,2}$/.test(gap)
      if (!/^[0-9]+$/.test(whole) || !/^[0-9]+$/.test(next[0]) || !isNear) break
      long += next[0]
      end = next.index + next[0].length
    }
    return [whole, long, ...inside]
  })
  return readings.some((reading) => reading.startsWith(digits))
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
    ['😀会', '开 会', false],
    ['😀会', '开😀 会', true],
    ['了🚀', '上线了 🚀🚀', true],
    ['🚀', '上线了🚀🚀', true],
    ['🚀', '上线了', false],
    ['👍', 'ok 👍🏽', true],
    ['👩', '👨‍👩‍👧', true],
    ['❤', 'I ❤️ it', true],
    ['🇩🇪', '🇫🇷🇩🇪', true],
    ['🇷🇩', '🇫🇷🇩🇪', false],
    ['laszlo', 'László jön', true],
    ['László', 'LASZLO', true],
    ['tieng viet', 'Tiếng Việt', true],
    ['đường', 'duong', true],
    ['strasse', 'Hauptstraße Straße', true],
    ['会议室', '會議室在二樓', true],
    ['會議', '今天会议', true],
    ['看着', '他看著我', true],
    ['ガギ', 'ｶﾞｷﾞ', true],
    ['13800138000', '电话138-0013-8000', true],
    ['138-0013-8000', '电话13800138000', true],
    ['138 0013 8000', '电话13800138000', true],
    ['13800138000', '+86 138 0013 8000', true],
    ['138 0013', '8000, 0013 and 138', true],
    ['0013-80', '138 0013 8000', true],
    ['138001', '138\n0013', false],
    ['138001', 'rooms 138, 139', false],
    ['1000000', 'CNY 1,000,000.00', true],
    ['20260105', 'IMG20260105.jpg', true],
    ['2026-01-05', 'IMG20260105.jpg', true],
    ['img2026', 'IMG20260105.jpg', true],
    ['20260105jpg', 'IMG20260105jpg', true],
    ['64', 'h264', false],
    ['264会', 'h264会', true],
    ['km', 'noch 100km', true],
    ['2026', 'عام ٢٠٢٦', true],
    ['กิน', 'ฉันชอบกินข้าว', true],
    ['ข้าว', 'ฉันชอบกินข้าว', true],
    ['ກິນ', 'ຂ້ອຍມັກກິນເຂົ້າ', true],
    ['បាយ', 'ញ៉ាំបាយ', true],
    ['ထမင်း', 'ကျွန်တော်ထမင်းစားတယ်', true],
    ['שלום', 'שָׁלוֹם עולם', true],
    ['мои', 'Мой', true],
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

  it('for a number agrees with writing every reading out, however the number is typed', () => {
    const digits = fc.string({ unit: fc.constantFrom('0', '1', '2'), minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(digits, numbers, fc.nat(), (typed, text, cut) => {
        const expected = numberOracle(typed, text)
        expect(found(typed, text)).toBe(expected)
        const at = 1 + (cut % typed.length)
        expect(found(`${typed.slice(0, at)}-${typed.slice(at)}`, text)).toBe(expected)
      }),
      { numRuns: 5000 },
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

  it.each([
    ['ガギ', '1: ｶﾞｷﾞ', ['ｶﾞｷﾞ']],
    ['ガ', 'ｶﾞｷﾞ', ['ｶﾞ']],
    ['キ', 'ｶﾞｷ', ['ｷ']],
    ['laszlo', 'Sz. László', ['László']],
    ['la', 'Sz. La\u0301szlo', ['La\u0301']],
    ['strass', 'Straße 1', ['Straß']],
    ['弗', 'ﬁ 弗ﬁ', ['弗']],
    ['👩', 'a 👨‍👩‍👧!', ['👨‍👩‍👧']],
    ['👍', '👍🏽👍', ['👍🏽👍']],
    ['🇩🇪', '🇫🇷🇩🇪🇫🇷', ['🇩🇪']],
    ['한', '\u1112\u1161\u11ab글', ['\u1112\u1161\u11ab']],
    ['가', 'é ㄱㅏ나', ['ㄱㅏ']],
    ['나', 'é ㄱㅏ나', ['나']],
    ['會', '开会，é', ['会']],
    ['13800138000', 'é +86 138-0013 8000.', ['138-0013 8000']],
    ['138 0013 8000', 'é 13800138000', ['13800138000']],
    ['20260105', 'é IMG20260105.jpg', ['20260105']],
    ['กิน', 'ฉันชอบกินข้าว', ['กิน']],
  ])('of %s in %s are %j', (query, text, expected) => {
    expect(marked(query, text)).toEqual(expected)
  })

  it('are found in a long text of any script, the first hundred', () => {
    const long = `${'ฉันชอบกินข้าว'.repeat(2000)}ｶﾞｷﾞ${'👨‍👩‍👧'.repeat(500)}`
    expect(marked('ガギ', long)).toEqual(['ｶﾞｷﾞ'])
    expect(marked('กิน', long)).toEqual(Array.from({ length: 100 }, () => 'กิน'))
  })

  it('never cut a character that people see as one', () => {
    const unit = fc.constantFrom('ｶ', 'ﾞ', 'e', '\u0301', '👨', '\u200d', '👧', '🇩', '🇪', '會', 'ß', ' ', 'ᄒ', 'ᅡ', 'ᆫ', 'ﬁ', 'ก', 'ิ')
    const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), fc.string({ unit, minLength: 1, maxLength: 2 }), (text, query) => {
        const parsed = parseQuery(query)
        if (parsed === undefined) return
        const borders = new Set([...segmenter.segment(text)].map(({ index }) => index).concat(text.length))
        const ranges = matchRanges(parsed, text)
        expect(ranges.length > 0).toBe(matchesQuery(parsed, text))
        for (const { from, to } of ranges) expect([borders.has(from), borders.has(to)]).toEqual([true, true])
      }),
      { numRuns: 3000 },
    )
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

describe('the runs of plain text', () => {
  it('are those of any other', () => {
    const unit = fc.constantFrom('会', '會', '一', '鿿', 'a', 'Z', '0', '_', '。', '，', '…', '“', '：', ' ', '\n', '!', '\u007f')
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (plain) => {
        // The last character is not plain, so that everything takes the general way. Dots are three there.
        const shape = (text: string) => runsIn(text).map(({ at: _, ...run }) => run)
        expect(shape(plain)).toEqual(shape(`${plain}。\n é`).slice(0, -1))
      }),
    )
  })
})
