import { foldText, joinNumbers } from '@shared/fold-text'
import { pinyin } from 'pinyin-pro'

const keys = new Map<string, readonly string[]>()

/**
 * Whether a query finds one of the texts: as it is written, whatever its accents, its width or its kind of Chinese; a
 * number whatever separates its digits; by pinyin (`wangjianguo`) or its initials (`wjg`).
 */
export function matchesText(query: string, ...texts: readonly (string | undefined)[]): boolean {
  return matchPlace(query, ...texts) !== undefined
}

/** How far from its beginning a query finds one of the texts, the nearest; 0 = one begins with it. */
export function matchPlace(query: string, ...texts: readonly (string | undefined)[]): number | undefined {
  // A separator at the end may be that of a number which goes on.
  const needle = oneLine(foldText(query)).replace(/(?<=[0-9])[^\p{L}\p{N}\p{M}]{1,2}$/u, '')
  if (needle === '') return query.trim() === '' ? 0 : undefined
  const compact = needle.replaceAll(/\s+/g, '')
  const places = texts
    .flatMap((text) => (text === undefined ? [] : searchKeys(text).map((key, index) => key.indexOf(index === 0 ? needle : compact))))
    .filter((place) => place !== -1)
  return places.length === 0 ? undefined : Math.min(...places)
}

/** The text itself, then in one piece, or its pinyin and initials. Kept, because every key press asks again. */
function searchKeys(text: string): readonly string[] {
  let found = keys.get(text)
  if (found === undefined) {
    const folded = oneLine(foldText(text))
    const others = /\p{Script=Han}/u.test(text) ? romanised(text.normalize('NFKC')) : [folded.replaceAll(/\s+/g, '')]
    found = [folded, ...others]
    keys.set(text, found)
  }
  return found
}

/** Of the text as it is written: folding makes other characters of some. */
function romanised(text: string): readonly string[] {
  const full = romanise(text, 'pinyin')
  const initials = foldText(romanise(text, 'first'))
  // `lü` is typed as it is, which folds to `lu`, or with the letter that stands for it.
  return full.includes('ü') ? [foldText(full), foldText(full.replaceAll('ü', 'v')), initials] : [foldText(full), initials]
}

function romanise(text: string, pattern: 'pinyin' | 'first'): string {
  return pinyin(text, { toneType: 'none', pattern, type: 'array' }).join('').replaceAll(/\s+/g, '')
}

function oneLine(folded: string): string {
  return joinNumbers(folded.replaceAll(/\s+/g, ' ').trim())
}
