import { describe, expect, it } from 'vitest'
import { asConversationId, asUserId } from '@shared/ids'
import { cutFound, markedParts } from '../../src/renderer/src/model/marked-text'
import { isNarrow, messageQuery } from '../../src/renderer/src/model/search-filters'

const NOW = new Date(2026, 8, 21, 15, 30).getTime()
const ANY = { kind: 'any', period: 'any' } as const
/** Of what follows a mark; the last character may not have found room. */
const SHOWN_AT_LEAST = 110
const text = (parts: readonly { readonly text: string }[]): string => parts.map((part) => part.text).join('')

describe('cutFound', () => {
  it('parts a file’s name from its ending, with the marks of each', () => {
    const found = {
      text: 'report.exe',
      ranges: [
        { from: 0, to: 3 },
        { from: 5, to: 8 },
      ],
    }
    expect(cutFound(found, 6)).toEqual([
      {
        text: 'report',
        ranges: [
          { from: 0, to: 3 },
          { from: 5, to: 6 },
        ],
      },
      { text: '.exe', ranges: [{ from: 0, to: 2 }] },
    ])
  })
})

describe('markedParts', () => {
  it('marks what was found and keeps the rest', () => {
    expect(markedParts({ text: '周五评审首页', ranges: [{ from: 2, to: 4 }] })).toEqual([
      { text: '周五', isMarked: false },
      { text: '评审', isMarked: true },
      { text: '首页', isMarked: false },
    ])
  })

  it('shows the first mark of a long text, with a sign where it was cut', () => {
    const long = `${'前'.repeat(500)}评审${'后'.repeat(500)}`
    const parts = markedParts({ text: long, ranges: [{ from: 500, to: 502 }] })
    expect(parts[0]).toEqual({ text: '…', isMarked: false })
    expect(parts.at(-1)).toEqual({ text: '…', isMarked: false })
    expect(parts.filter((part) => part.isMarked)).toEqual([{ text: '评审', isMarked: true }])
  })

  it('never cuts an emoji in two', () => {
    const parts = markedParts({ text: `${'👍'.repeat(20)}x`, ranges: [{ from: 40, to: 41 }] })
    expect(text(parts)).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/)
  })

  it.each([
    ['a family', '👨‍👩‍👧‍👦'],
    ['a flag', '🇩🇪'],
    ['a skin tone', '👍🏽'],
    ['a letter with marks', 'e\u0301\u0323'],
    ['half width kana', 'ｶﾞ'],
  ])('never cuts %s in two, at either end', (_, one) => {
    for (let shift = 0; shift < one.length; shift++) {
      const before = 'x'.repeat(shift) + one.repeat(30)
      const parts = markedParts({ text: `${before}评${one.repeat(80)}`, ranges: [{ from: before.length, to: before.length + 1 }] })
      const plain = parts.filter(({ isMarked, text }) => !isMarked && text !== '…').map((part) => part.text)
      expect(plain.map((part) => part.replaceAll(one, '').replace(/^x+/, ''))).toEqual(['', ''])
      expect(plain[1]?.length).toBeGreaterThan(SHOWN_AT_LEAST)
    }
  })

  it.each([
    ['of letters', '@陈晨 Alice Chen 请把上周的转化数据放到第 4 页，评审要用', '评审', '…Chen 请把上周的转化数据放到第 4 页，'],
    ['cut at a border already', `${'word '.repeat(20)}评审`, '评审', '…word word word word '],
    [
      'of a script that sets no words apart',
      `首页一${'二三四五六七八九十'.repeat(4)} 评审`,
      '评审',
      '…六七八九十二三四五六七八九十二三四五六七八九十 ',
    ],
  ])('begins with a whole word %s', (_, whole, found, before) => {
    const from = whole.indexOf(found)
    const parts = markedParts({ text: whole, ranges: [{ from, to: from + found.length }] })
    const lead = text(
      parts.slice(
        0,
        parts.findIndex(({ isMarked }) => isMarked),
      ),
    )
    expect(lead).toBe(before)
  })

  it('draws line breaks as spaces and passes over ranges outside the text', () => {
    expect(text(markedParts({ text: 'a\n\nb', ranges: [{ from: 7, to: 9 }] }))).toBe('a b')
  })
})

describe('filters without words', () => {
  it('are a question of their own, but for a chat alone', () => {
    const conversationId = asConversationId('c2g:a')
    expect(isNarrow(ANY)).toBe(false)
    expect(isNarrow({ ...ANY, conversationId })).toBe(false)
    expect(isNarrow({ ...ANY, conversationId, senderId: asUserId('carol') })).toBe(true)
    expect(isNarrow({ ...ANY, kind: 'image' })).toBe(true)
    expect(isNarrow({ ...ANY, period: 'week' })).toBe(true)
    expect(isNarrow({ ...ANY, period: { day: NOW } })).toBe(true)
  })
})

describe('messageQuery', () => {
  it('asks for nothing that was not chosen', () => {
    expect(messageQuery('  hi ', ANY, NOW, 40)).toEqual({ text: 'hi', limit: 40 })
  })

  it('carries conversation, sender and kind', () => {
    const conversationId = asConversationId('c2g:a')
    const senderId = asUserId('bob')
    expect(messageQuery('x', { conversationId, senderId, kind: 'file', period: 'any' }, NOW, 1)).toEqual({
      text: 'x',
      limit: 1,
      conversationId,
      senderId,
      kinds: ['file'],
    })
  })

  it.each([
    ['today', new Date(2026, 8, 21).getTime()],
    ['week', new Date(2026, 8, 15).getTime()],
    ['month', new Date(2026, 7, 23).getTime()],
  ] as const)('starts "%s" with a day of this device', (period, from) => {
    expect(messageQuery('x', { kind: 'any', period }, NOW, 1)).toMatchObject({ from })
  })

  it('takes one day from its first to its last moment', () => {
    const day = new Date(2026, 8, 3).getTime()
    expect(messageQuery('x', { kind: 'any', period: { day } }, NOW, 1)).toMatchObject({
      from: day,
      to: new Date(2026, 8, 4).getTime() - 1,
    })
  })
})
