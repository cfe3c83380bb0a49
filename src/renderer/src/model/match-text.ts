import { foldText, joinNumbers } from '@shared/fold-text'
import type * as PinyinPro from 'pinyin-pro'
import { part } from '../parts'

/** Its dictionary is large, in the memory too: it is read for whoever begins to search. */
const pinyin = part(() => import('pinyin-pro'))

/**
 * Call when somebody is about to write a query; the first one in Latin letters that meets Chinese asks too. Until it is
 * there Chinese is found as it is written only.
 */
export const loadPinyin = pinyin.ask

const keys = new Map<string, readonly string[]>()
const HAN = /\p{Script=Han}/u
const LATIN = /\p{Script=Latin}/u

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
    .flatMap((text) =>
      text === undefined ? [] : searchKeys(text, needle).map((key, index) => key.indexOf(index === 0 ? needle : compact)),
    )
    .filter((place) => place !== -1)
  return places.length === 0 ? undefined : Math.min(...places)
}

/** The text itself, then in one piece, or its pinyin and initials. Kept, because every key press asks again. */
function searchKeys(text: string, needle: string): readonly string[] {
  const found = keys.get(text)
  if (found !== undefined) return found
  const folded = oneLine(foldText(text))
  if (!HAN.test(text)) return kept(text, [folded, folded.replaceAll(/\s+/g, '')])
  // Whoever shows what was found shows it anew once the dictionary is there.
  const library = pinyin.value.value
  if (library !== undefined) return kept(text, [folded, ...romanised(library, text.normalize('NFKC'))])
  if (LATIN.test(needle)) void pinyin.ask()
  return [folded]
}

function kept(text: string, found: readonly string[]): readonly string[] {
  keys.set(text, found)
  return found
}

/** Of the text as it is written: folding makes other characters of some. */
function romanised(library: typeof PinyinPro, text: string): readonly string[] {
  const romanise = (pattern: 'pinyin' | 'first'): string =>
    library.pinyin(text, { toneType: 'none', pattern, type: 'array' }).join('').replaceAll(/\s+/g, '')
  const full = romanise('pinyin')
  const initials = foldText(romanise('first'))
  // `lü` is typed as it is, which folds to `lu`, or with the letter that stands for it.
  return full.includes('ü') ? [foldText(full), foldText(full.replaceAll('ü', 'v')), initials] : [foldText(full), initials]
}

function oneLine(folded: string): string {
  return joinNumbers(folded.replaceAll(/\s+/g, ' ').trim())
}
