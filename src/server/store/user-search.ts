import { pinyin } from 'pinyin-pro'
import { HAN_TABLE } from './han-table'

/** Counted up with every change of what users are found by: texts that were made by older rules are made anew. */
export const SEARCH_RULES = 1

const SIMPLIFIED = new Map(Array.from({ length: HAN_TABLE.length / 2 }, (_, i) => [HAN_TABLE[2 * i]!, HAN_TABLE[2 * i + 1]!]))
/** Accents of Latin, Greek and Cyrillic letters, Hebrew points, Arabic vowels; marks of other scripts are letters. */
const ACCENTS = /(?![\u0900-\u1AAF\u3099\u309A])\p{Mn}/gu
const UNSEEN = /\p{Default_Ignorable_Code_Point}|\p{Emoji_Modifier}/gu
const STROKED: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  ς: 'σ',
}

/** What the directory search looks in, one word form per line: `陈晨 alice chen`, `chenchen`, `cc`, `alice`. */
export function userSearchText(userId: string, name: string): string {
  const written = name.normalize('NFKC')
  const options = { toneType: 'none', type: 'array', nonZh: 'removed' } as const
  const full = pinyin(written, options).join('')
  const initials = pinyin(written, { ...options, pattern: 'first' }).join('')
  // 吕 is typed as lü, which is found as lu, or as lv.
  const forms = [name, full, full.replaceAll('ü', 'v'), initials, userId]
  return [...new Set(forms.map(folded))].join('\n')
}

/** What was typed, as it may stand in that text: as it is, and in one piece, for pinyin is often typed in syllables. */
export function userSearchTerms(typed: string): readonly [asTyped: string, inOnePiece: string] {
  const term = folded(typed.trim())
  return [term, term.replaceAll(/\s/g, '')]
}

/** Width, case, accents, the kind of Chinese and separators in numbers do not matter. */
function folded(text: string): string {
  const letters = text.normalize('NFKC').toLowerCase().normalize('NFKD').replace(ACCENTS, '').replace(UNSEEN, '').normalize('NFKC')
  const plain = [...letters].map((letter) => STROKED[letter] ?? SIMPLIFIED.get(letter) ?? letter).join('')
  return plain.replace(/(?<=[0-9])[^\p{L}\p{N}\p{M}\n]{1,2}(?=[0-9]|$)/gu, '')
}
