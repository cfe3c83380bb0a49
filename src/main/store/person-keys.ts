import { foldText, joinNumbers } from '@shared/fold-text'
import { pinyinPro } from './pinyin'
import { runsOf } from './text-runs'

const HAN = /\p{sc=Han}/u
/** Keys stand between these, so that "begins a key" is one substring search. */
export const KEY_START = '\n'

/**
 * Everything a search for this person may begin with: the folded id, every part of the name that starts at a character
 * of a script without spaces or at a word, and for Chinese names the pinyin and its initials from every syllable on
 * (张三丰: `zhangsanfeng`, `sanfeng`, `feng`, `zsf`, `sf`, `f`; 吕: `lv` and `lu`, which is also what `lü` folds to).
 */
export function personKeys(userId: string, name: string): string {
  const keys = new Set([...partsOf(foldText(userId)).slice(0, 1), ...partsOf(foldText(name))])
  // The name as it is written: folding makes other characters of some.
  if (HAN.test(name)) for (const syllables of [syllablesOf(name, 'v'), syllablesOf(name, 'u')]) addRests(syllables, keys)
  keys.delete('')
  return [...keys].map((key) => KEY_START + key).join('')
}

/** What the user typed, as it is found at the start of a key. */
export function personQuery(text: string): string {
  // A separator at the end may be that of a number which goes on.
  return oneLine(foldText(text)).replace(/(?<=[0-9])[^\p{L}\p{N}\p{M}]{1,2}$/u, '')
}

function addRests(syllables: readonly string[], keys: Set<string>): void {
  for (const index of syllables.keys()) {
    const rest = syllables.slice(index)
    keys.add(rest.join(''))
    keys.add(rest.map((syllable) => syllable.slice(0, 1)).join(''))
  }
}

function syllablesOf(name: string, umlaut: 'v' | 'u'): readonly string[] {
  const syllables = pinyinPro().pinyin(name.normalize('NFKC'), { toneType: 'none', type: 'array', nonZh: 'consecutive', surname: 'head' })
  return syllables.map((syllable) => foldText(syllable.replaceAll('ü', umlaut)).replace(/\s+/gu, ''))
}

/** A folded name from each place on at which a search for it may begin; the whole is the first. */
function partsOf(folded: string): readonly string[] {
  const places = new Set([0])
  for (const { kind, text, at, starts } of runsOf(folded)) {
    places.add(at)
    for (const start of starts) places.add(at + start)
    if (kind === 'word') continue
    let place = at
    for (const character of text) {
      places.add(place)
      place += character.length
    }
  }
  return [...places].map((place) => oneLine(folded.slice(place)))
}

function oneLine(folded: string): string {
  return joinNumbers(folded.replace(/\s+/gu, ' ').trim())
}
