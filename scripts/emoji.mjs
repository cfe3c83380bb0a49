// Writes src/renderer/src/emoji/emoji.json, the picker's data, from emojibase-data (Unicode CLDR names in English and
// Chinese). Run by hand when that package is updated:
//   node scripts/emoji.mjs
import './lib/check-node.mjs'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pinyin } from 'pinyin-pro'
import { ROOT } from './lib/paths.mjs'

/**
 * @typedef {{ readonly hexcode: string, readonly emoji: string, readonly label: string, readonly tags?: readonly string[],
 *   readonly group?: number, readonly order?: number, readonly version: number, readonly skins?: readonly unknown[] }} Source
 */

/** Skin tones and hair alone: parts of other emoji. */
const COMPONENTS = 2
/** Systems of today draw what is older; only newer ones are tried before they are shown. */
const DRAWN_EVERYWHERE = 12.1
const require = createRequire(import.meta.url)

/**
 * @param {string} language
 * @returns {readonly Source[]}
 */
function load(language) {
  return JSON.parse(readFileSync(require.resolve(`emojibase-data/${language}/data.json`), 'utf8'))
}

/**
 * A Chinese name as it is typed without an input method, or by its initials; the other words in full only.
 * @param {string} name
 * @param {readonly string[]} words
 */
function typed(name, words) {
  // "旗: 中国" is asked for by the country.
  const full = [...name.split(/[:：]\s*/), ...words].map((word) => latin(pinyin(word, { toneType: 'none', type: 'array' })))
  const initials = latin(pinyin(name, { toneType: 'none', type: 'array', pattern: 'first' }))
  return [...full, initials].filter((form) => form.length > 1)
}

/** @param {readonly string[]} syllables */
const latin = (syllables) => syllables.join('').toLowerCase().replaceAll(/[^a-z]/g, '')

/**
 * Fully qualified: with the sign for "as a picture" only where the character is not one by itself.
 * @param {string} emoji
 */
const qualified = (emoji) => emoji.replaceAll(/(\p{Emoji_Presentation})\ufe0f/gu, '$1')

/**
 * Words beside the name that are not parts of it.
 * @param {Source} emoji
 */
const others = ({ label, tags = [] }) => tags.filter((tag) => !label.includes(tag))

/** @param {readonly string[]} words */
const joined = (words) => [...new Set(words)].join(' ')

const chinese = new Map(load('zh').map((emoji) => [emoji.hexcode, emoji]))
const rows = load('en')
  .filter(({ group }) => group !== undefined && group !== COMPONENTS)
  .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
  .map((emoji) => {
    const zh = chinese.get(emoji.hexcode)
    if (zh === undefined) throw new Error(`no Chinese name for ${emoji.label}`)
    const row = [
      qualified(emoji.emoji),
      emoji.group,
      emoji.label,
      joined(others(emoji)),
      zh.label,
      joined(others(zh)),
      joined(typed(zh.label, others(zh))),
      emoji.skins === undefined ? 0 : 1,
      emoji.version > DRAWN_EVERYWHERE ? emoji.version : 0,
    ]
    return JSON.stringify(row)
  })

writeFileSync(join(ROOT, 'src/renderer/src/emoji/emoji.json'), `[\n${rows.join(',\n')}\n]\n`)
console.log(`${rows.length} emoji`)
