import { FACE_NAMES, faceEmoji, faceSymbol } from '@shared/faces'
import { computed, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Emoji } from '../emoji/emoji-data'
import type { EmojiTab } from '../emoji/emoji-tab'
import { searchEmoji } from '../emoji/search-emoji'
import { withTone } from '../emoji/skin-tone'
import { useEmoji } from './use-emoji'
import { useEmojiMemory } from './use-emoji-memory'

/** More than anybody looks through. */
const FOUND = 90

export type PickableEmoji = {
  readonly char: string
  readonly label: string
  /** For the protocol's own faces: what is sent. */
  readonly symbol?: string
}

/** What the picker shows: the emoji of a tab, or those that a query finds, in the chosen skin tone. */
export function useEmojiCells(tab: Readonly<Ref<EmojiTab>>, query: Readonly<Ref<string>>) {
  const { t, locale } = useI18n()
  const { all } = useEmoji()
  const { recent, tone } = useEmojiMemory()

  const nameOf = (emoji: Emoji): string => emoji.name[locale.value === 'zh-CN' ? 'zh-CN' : 'en']
  /** Every form of every emoji, for the names of what was used before. */
  const byForm = computed(() => new Map(all.value.flatMap((emoji) => formsOf(emoji).map((form) => [form, emoji] as const))))
  const faces = computed<readonly PickableEmoji[]>(() =>
    FACE_NAMES.map((name) => ({ char: faceEmoji(name), label: t(`face.${name}`), symbol: faceSymbol(name) })),
  )

  function toned(emoji: Emoji): PickableEmoji {
    return { char: emoji.hasTones ? withTone(emoji.char, tone.value) : emoji.char, label: nameOf(emoji) }
  }

  function used(char: string): PickableEmoji {
    const emoji = byForm.value.get(char)
    return { char, label: emoji === undefined ? char : nameOf(emoji) }
  }

  const cells = computed<readonly PickableEmoji[]>(() => {
    if (query.value.trim() !== '') return searchEmoji(all.value, query.value, FOUND).map(toned)
    if (tab.value === 'recent') return recent.value.map(used)
    if (tab.value === 'faces') return faces.value
    if (tab.value === 'stickers') return []
    return all.value.filter(({ group }) => group === tab.value).map(toned)
  })

  return { cells }
}

function formsOf({ char, hasTones }: Emoji): readonly string[] {
  return hasTones ? ([0, 1, 2, 3, 4, 5] as const).map((tone) => withTone(char, tone)) : [char]
}
