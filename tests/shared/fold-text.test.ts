import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldHan, foldText, joinNumbers } from '@shared/fold-text'

describe('folding', () => {
  it.each([
    ['Ｂｏｂ', 'bob'],
    ['László', 'laszlo'],
    ['Tiếng Việt', 'tieng viet'],
    ['Đường', 'duong'],
    ['Straße', 'strasse'],
    ['Łódź', 'lodz'],
    ['İzmir ısı', 'izmir isi'],
    ['ΟΔΥΣΣΕΎΣ', 'οδυσσευσ'],
    ['Ёлка', 'елка'],
    ['שָׁלוֹם', 'שלום'],
    ['أَحْمَد', 'احمد'],
    ['會議室', '会议室'],
    ['看著', '看着'],
    ['臺灣', '台湾'],
    ['ｶﾞｷﾞ', 'ガギ'],
    ['한글', '한글'],
    ['हिन्दी', 'हिन्दी'],
    ['ฉันกินข้าว', 'ฉันกินข้าว'],
    ['٢٠٢٦ ๑๒ ９', '2026 12 9'],
    ['👍🏽 ❤️ 👨‍👩‍👧', '👍 ❤ 👨👩👧'],
    ['a\u200bb\u00adc', 'abc'],
    ['1️⃣', '1'],
  ])('%s is %s', (text, folded) => {
    expect(foldText(text)).toBe(folded)
  })

  it('keeps flags apart, and each the same', () => {
    expect(foldText('🇩🇪🇫🇷')).toBe(foldText('🇩🇪') + foldText('🇫🇷'))
    expect(foldText('🇩🇪')).not.toBe(foldText('🇪🇩'))
  })

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text))
      }),
      { numRuns: 5000 },
    )
  })

  it('of Chinese characters keeps every unit in its place', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => foldHan(text).length === text.length))
  })
})

describe('numbers over separators', () => {
  it.each([
    ['138-0013-8000', '13800138000'],
    ['+86 (138) 0013', '+861380013'],
    ['86  (138', '86  (138'],
    ['1\n2', '1\n2'],
    ['a-1 b', 'a-1 b'],
    ['1 - 2', '1 - 2'],
  ])('%j is %j', (text, joined) => {
    expect(joinNumbers(text)).toBe(joined)
  })
})
