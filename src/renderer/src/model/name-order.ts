const STARTS_HAN = /^\s*\p{sc=Han}/u

/**
 * The order of names in a language. Those in Chinese characters are ordered by pinyin everywhere: by their strokes, as
 * other languages do, nobody finds anybody. Which of the scripts comes first is the language's own.
 * @returns a comparison for `sort`; make it once for a list
 */
export function nameOrder(locale: string): (a: string, b: string) => number {
  const own = new Intl.Collator(locale)
  const byPinyin = new Intl.Collator('zh-CN')
  return (a, b) => (STARTS_HAN.test(a) && STARTS_HAN.test(b) ? byPinyin : own).compare(a, b)
}
