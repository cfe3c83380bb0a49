import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pinyin } from 'pinyin-pro'

/**
 * @typedef {{ readonly hexcode: string, readonly emoji: string, readonly label: string, readonly tags?: readonly string[],
 *   readonly group?: number, readonly order?: number, readonly version: number, readonly skins?: readonly unknown[] }} Source
 */

/** What the page imports; `env.d.ts` of the renderer declares it. */
const MODULE = 'virtual:emoji'
/** Skin tones and hair alone: parts of other emoji. */
const COMPONENTS = 2
/** Systems of today draw what is older; only newer ones are tried before they are shown. */
const DRAWN_EVERYWHERE = 12.1

/**
 * The module `virtual:emoji`, the picker's data: what `emojiRows` makes, as one text, which is parsed faster than the
 * same rows written as code.
 *
 * @param {string} root of the project; the configuration that uses this is bundled, so that no file knows its place
 * @returns {import('vite').Plugin}
 */
export function emojiModule(root) {
  return {
    name: 'emoji',
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    load(id) {
      if (id !== `\0${MODULE}`) return undefined
      const text = JSON.stringify(emojiRows(root))
      return { code: `export default JSON.parse(${JSON.stringify(text)})`, map: { mappings: '' } }
    },
  }
}

/**
 * All emoji in Unicode's order, from emojibase-data (Unicode CLDR names in English and Chinese); the columns are those of
 * `EmojiRow`. Fails when one has no Chinese name.
 *
 * @param {string} root of the project
 */
export function emojiRows(root) {
  const chinese = new Map(load(root, 'zh').map((emoji) => [emoji.hexcode, emoji]))
  return load(root, 'en')
    .filter(({ group }) => group !== undefined && group !== COMPONENTS)
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map((emoji) => {
      const zh = chinese.get(emoji.hexcode)
      if (zh === undefined) throw new Error(`no Chinese name for ${emoji.label}`)
      return [
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
    })
}

/**
 * @param {string} root
 * @param {string} language
 * @returns {readonly Source[]}
 */
function load(root, language) {
  const { resolve } = createRequire(join(root, 'package.json'))
  return JSON.parse(readFileSync(resolve(`emojibase-data/${language}/data.json`), 'utf8'))
}

/**
 * A Chinese name as it is typed without an input method, or by its initials; the other words in full only.
 *
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
const latin = (syllables) =>
  syllables
    .join('')
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '')

/**
 * Fully qualified: with the sign for "as a picture" only where the character is not one by itself.
 *
 * @param {string} emoji
 */
const qualified = (emoji) => emoji.replaceAll(/(\p{Emoji_Presentation})\ufe0f/gu, '$1')

/**
 * Words beside the name that are not parts of it.
 *
 * @param {Source} emoji
 */
const others = ({ label, tags = [] }) => tags.filter((tag) => !label.includes(tag))

/** @param {readonly string[]} words */
const joined = (words) => [...new Set(words)].join(' ')
