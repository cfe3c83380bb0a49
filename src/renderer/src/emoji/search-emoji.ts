import { foldText } from '@shared/fold-text'
import type { Emoji } from './emoji-data'

/** How well one word of a query fits; smaller is better. */
const EXACT = 0
const NAME_BEGINS = 1
const NAME_WORD_BEGINS = 2
const WORD_BEGINS = 3
const INSIDE = 4

/**
 * Emoji whose names or words have every word of the query, best first, then in Unicode's order. English and pinyin are
 * found by how words begin, Chinese anywhere in a word.
 */
export function searchEmoji(all: readonly Emoji[], query: string, limit: number): readonly Emoji[] {
  const needles = foldText(query)
    .replaceAll(':', ' ')
    .split(/\s+/)
    .filter((needle) => needle !== '')
  if (needles.length === 0) return []
  const found: { readonly emoji: Emoji; readonly rank: number }[] = []
  for (const emoji of all) {
    const ranks = needles.map((needle) => rankOf(emoji, needle))
    if (ranks.every((rank) => rank !== undefined)) found.push({ emoji, rank: Math.max(...ranks) })
  }
  // Sorting is stable: equals keep Unicode's order.
  return found
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ emoji }) => emoji)
}

/** As a query is folded; kept, because every key press asks again. */
const folded = new WeakMap<Emoji, { readonly char: string; readonly names: readonly string[] }>()

function foldedOf(emoji: Emoji): { readonly char: string; readonly names: readonly string[] } {
  let found = folded.get(emoji)
  if (found === undefined) {
    found = { char: foldText(emoji.char), names: [foldText(emoji.name.en), foldText(emoji.name['zh-CN'])] }
    folded.set(emoji, found)
  }
  return found
}

function rankOf(emoji: Emoji, needle: string): number | undefined {
  const { words } = emoji
  const { char, names } = foldedOf(emoji)
  if (char === needle || names.includes(needle)) return EXACT
  if (names.some((text) => text.startsWith(needle))) return NAME_BEGINS
  if (names.some((text) => text.includes(` ${needle}`))) return NAME_WORD_BEGINS
  const list = ` ${words}`
  if (list.includes(` ${needle} `) || list.endsWith(` ${needle}`)) return NAME_WORD_BEGINS
  if (list.includes(` ${needle}`)) return WORD_BEGINS
  const isHan = /\p{Script=Han}/u.test(needle)
  return isHan && (names.some((text) => text.includes(needle)) || list.includes(needle)) ? INSIDE : undefined
}
