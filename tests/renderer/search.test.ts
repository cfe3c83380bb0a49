import { describe, expect, it } from 'vitest'
import { asConversationId, asUserId } from '@shared/ids'
import { markedParts } from '../../src/renderer/src/model/marked-text'
import { messageQuery } from '../../src/renderer/src/model/search-filters'

const NOW = new Date(2026, 8, 21, 15, 30).getTime()
const ANY = { kind: 'any', period: 'any' } as const
const text = (parts: readonly { readonly text: string }[]): string => parts.map((part) => part.text).join('')

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

  it('draws line breaks as spaces and passes over ranges outside the text', () => {
    expect(text(markedParts({ text: 'a\n\nb', ranges: [{ from: 7, to: 9 }] }))).toBe('a b')
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
