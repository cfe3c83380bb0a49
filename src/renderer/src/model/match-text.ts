import { pinyin } from 'pinyin-pro'

const keys = new Map<string, readonly string[]>()

/** Whether a query finds one of the texts: as it is written, by pinyin (`wangjianguo`) or its initials (`wjg`). */
export function matchesText(query: string, ...texts: readonly (string | undefined)[]): boolean {
  const needle = query.trim().toLowerCase()
  if (needle === '') return true
  const compact = needle.replaceAll(/\s+/g, '')
  return texts.some((text) => {
    if (text === undefined) return false
    return searchKeys(text).some((key, index) => key.includes(index === 0 ? needle : compact))
  })
}

/** The text itself, then its pinyin and initials when it holds Chinese. Kept, because every key press asks again. */
function searchKeys(text: string): readonly string[] {
  let found = keys.get(text)
  if (found === undefined) {
    const lower = text.toLowerCase()
    found = /\p{Script=Han}/u.test(text)
      ? [lower, romanise(lower, 'pinyin'), romanise(lower, 'first')]
      : [lower, lower.replaceAll(/\s+/g, '')]
    keys.set(text, found)
  }
  return found
}

function romanise(text: string, pattern: 'pinyin' | 'first'): string {
  return pinyin(text, { toneType: 'none', pattern, type: 'array' }).join('').replaceAll(/\s+/g, '')
}
