import { foldText } from '@shared/fold-text'

export type EmojiGroup = 'smileys' | 'people' | 'animals' | 'food' | 'travel' | 'activities' | 'objects' | 'symbols' | 'flags'

/** In the order of the picker's tabs. */
export const EMOJI_GROUPS: readonly EmojiGroup[] = [
  'smileys',
  'people',
  'animals',
  'food',
  'travel',
  'activities',
  'objects',
  'symbols',
  'flags',
]

/** Unicode's numbers of the groups; 2 is for parts of emoji. */
const GROUP_OF: Readonly<Record<number, EmojiGroup>> = {
  0: 'smileys',
  1: 'people',
  3: 'animals',
  4: 'food',
  5: 'travel',
  6: 'activities',
  7: 'objects',
  8: 'symbols',
  9: 'flags',
}

export type Emoji = {
  readonly char: string
  readonly group: EmojiGroup
  readonly name: { readonly en: string; readonly 'zh-CN': string }
  /** What it is found by beside its names, lower case, apart by blanks: words of both languages, and pinyin. */
  readonly words: string
  readonly hasTones: boolean
  /** Of Unicode's emoji; 0 = so old that every system draws it. */
  readonly version: number
}

/** All emoji in Unicode's order, from a chunk of its own that is read when it is first asked for. */
export async function loadEmoji(): Promise<readonly Emoji[]> {
  const { default: rows } = await import('virtual:emoji')
  return rows.flatMap(([char, groupNumber, en, enWords, zh, zhWords, pinyin, hasTones, version]) => {
    const group = GROUP_OF[groupNumber]
    if (group === undefined) return []
    const words = foldText(`${enWords} ${zhWords} ${pinyin}`)
    return [{ char, group, name: { en, 'zh-CN': zh }, words, hasTones: hasTones === 1, version }]
  })
}
