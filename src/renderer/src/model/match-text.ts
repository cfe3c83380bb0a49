import { pinyin } from 'pinyin-pro'

const keys = new Map<string, readonly string[]>()

/** Whether a query finds one of the texts: as it is written, by pinyin (`wangjianguo`) or its initials (`wjg`). */
export function matchesText(query: string, ...texts: readonly (string | undefined)[]): boolean {
  return matchPlace(query, ...texts) !== undefined
}

/** How far from its beginning a query finds one of the texts, the nearest; 0 = one begins with it. */
export function matchPlace(query: string, ...texts: readonly (string | undefined)[]): number | undefined {
  const needle = query.trim().toLowerCase()
  if (needle === '') return 0
  const compact = needle.replaceAll(/\s+/g, '')
  const places = texts
    .flatMap((text) => (text === undefined ? [] : searchKeys(text).map((key, index) => key.indexOf(index === 0 ? needle : compact))))
    .filter((place) => place !== -1)
  return places.length === 0 ? undefined : Math.min(...places)
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
