import { describe, expect, it } from 'vitest'
import { nameOrder } from '../../src/renderer/src/model/name-order'

const NAMES = ['王建国 Bob Wang', 'Laura Weber', '张伟 Frank Zhang', '李薇 Carol Li', 'Erin Silva', '刘洋 Grace Liu', '陈晨 Alice Chen']
const BY_PINYIN = ['陈晨 Alice Chen', '李薇 Carol Li', '刘洋 Grace Liu', '王建国 Bob Wang', '张伟 Frank Zhang']
const LATIN = ['Erin Silva', 'Laura Weber']

describe('the order of names', () => {
  it.each([
    ['zh-CN', [...BY_PINYIN, ...LATIN]],
    ['en', [...LATIN, ...BY_PINYIN]],
  ])('has Chinese ones by pinyin, in %s', (locale, expected) => {
    expect([...NAMES].sort(nameOrder(locale))).toEqual(expected)
    expect([...NAMES].reverse().sort(nameOrder(locale))).toEqual(expected)
  })
})
