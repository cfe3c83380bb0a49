import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeText, textBlocks } from '../../src/renderer/src/model/decode-text'

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('a file as a text', () => {
  it.each([
    ['UTF-8', utf8('häuser 会议\n'), 'häuser 会议\n'],
    ['UTF-8 with its mark', hex('efbbbf 6869'), 'hi'],
    ['UTF-16, little end first', hex('fffe 1a4f ae8b'), '会议'],
    ['UTF-16, big end first', hex('feff 4f1a 8bae'), '会议'],
    ['UTF-16 with half a character at its end', hex('fffe 1a4f ae'), '会'],
    ['GB18030', hex('bbe1 d2e9 bccd d2aa a3ba 0d0a b5da d2bb'), '会议纪要：\r\n第一'],
    ['GB18030 of four bytes among others', hex('bbe1 d2e9 bccd d2aa 8139ee39'), '会议纪要㐀'],
    ['nothing', new Uint8Array(), ''],
  ])('%s', (_, bytes, text) => {
    expect(decodeText(bytes)).toBe(text)
  })

  it('of Western Europe is no Chinese', () => {
    expect(decodeText(Uint8Array.from(Buffer.from('Grüße aus Köln', 'latin1')))).toBe('Grüße aus Köln')
  })

  it('is none where it has what no text has', () => {
    expect(decodeText(hex('504b0304 1400 0000'))).toBeUndefined()
    expect(decodeText(hex('7f454c46 02010100'))).toBeUndefined()
  })

  it('that was cut anywhere is what stands before the cut', () => {
    const whole = 'a会𠮷é'
    fc.assert(
      fc.property(fc.nat({ max: utf8(whole).length }), (length) => {
        const text = decodeText(utf8(whole).subarray(0, length), true)
        expect(text).toBeDefined()
        expect(whole.startsWith(text!)).toBe(true)
        expect(length - utf8(text!).length).toBeLessThan(4)
      }),
    )
  })

  it('of any bytes is a text or none, and never an error', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, isCut) => void decodeText(bytes, isCut)))
  })
})

describe('what is laid out of it', () => {
  it('has every letter once, in lines that end', () => {
    const text = `${'x'.repeat(5001)}\r\nb\rc\n${'y\n'.repeat(120)}`
    const blocks = textBlocks(text)
    const lines = blocks.flatMap((block) => block.split('\n'))
    expect(Math.max(...lines.map(({ length }) => length))).toBe(2000)
    expect(lines.join('')).toBe(text.replace(/[\r\n]/g, ''))
    expect(blocks.every((block) => block.split('\n').length <= 50)).toBe(true)
    expect(textBlocks('')).toEqual([''])
  })
})
