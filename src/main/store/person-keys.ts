import { pinyin } from 'pinyin-pro'
import { foldText } from './search-text'

const HAN = /\p{sc=Han}/u
/** Keys stand between these, so that "begins a key" is one substring search. */
export const KEY_START = '\n'

/**
 * Everything a search for this person may begin with: the folded id, every part of the name that starts at a character
 * or at a word, and for Chinese names the pinyin and its initials from every syllable on (张三丰: `zhangsanfeng`,
 * `sanfeng`, `feng`, `zsf`, `sf`, `f`).
 */
export function personKeys(userId: string, name: string): string {
  const keys = new Set([foldText(userId), ...nameKeys(foldText(name))])
  if (HAN.test(name)) {
    const syllables = pinyin(name, {
      toneType: 'none',
      type: 'array',
      nonZh: 'consecutive',
      surname: 'head',
      v: true,
    }).map(fold)
    for (const index of syllables.keys()) {
      const rest = syllables.slice(index)
      keys.add(rest.join(''))
      keys.add(rest.map((syllable) => syllable.slice(0, 1)).join(''))
    }
  }
  keys.delete('')
  return [...keys].map((key) => KEY_START + key).join('')
}

/** What the user typed, as it is found at the start of a key. */
export function personQuery(text: string): string {
  return foldText(text).replace(/\s+/gu, ' ').trim()
}

function nameKeys(name: string): readonly string[] {
  const characters = [...name.replace(/\s+/gu, ' ').trim()]
  return characters.flatMap((character, index) => {
    const before = characters[index - 1]
    const isStart = before === undefined || before === ' ' || HAN.test(character) || HAN.test(before)
    return isStart ? [characters.slice(index).join('').trim()] : []
  })
}

function fold(syllable: string): string {
  return foldText(syllable).replace(/\s+/gu, '')
}
