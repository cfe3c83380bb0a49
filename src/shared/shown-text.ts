/**
 * What others wrote, as it may stand on screen: names, titles, file names, one-line excerpts. Stored and sent it stays
 * as it came; only what is *shown* passes here, once, where a row becomes a value of the window.
 */

/** Characters that turn the direction of what stands around them: marks, embeddings, overrides, isolates. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/**
 * Characters without ink or width by which two names can look alike: soft hyphen, zero-width and joining marks other
 * than the joiners that emoji, Persian and Indic scripts need, fillers, deprecated format characters, annotations.
 */
const INVISIBLE =
  /[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}]/gu

/** Tag letters spell the flag of a region behind a black flag, and are invisible anywhere else. */
const STRAY_TAGS = /(?<!\u{1f3f4}[\u{e0020}-\u{e007f}]*)[\u{e0000}-\u{e007f}]/gu

/** Control characters, line and paragraph breaks, lone halves of a character. */
const BREAKING = /[\p{Cc}\u2028\u2029\p{Cs}]+/gu

/** Ink of any kind; the blank pattern of Braille is the one symbol that has none, and joiners and selectors need company. */
const INK = /[^\p{Z}\p{C}\p{M}\u2800]/u

const STRONG_RTL = '\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}'
const HAS_DIRECTION = new RegExp(`[${STRONG_RTL}\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]`, 'u')
const FIRST_STRONG = new RegExp(`[${STRONG_RTL}]|\\p{L}`, 'u')
const IS_RTL = new RegExp(`^[${STRONG_RTL}]`, 'u')

/** Text from others as one line that turns nothing around it. */
export function shownLine(text: string): string {
  return shownPart(text).trim()
}

/** A part of such a line: blanks at its ends belong to it. */
export function shownPart(text: string): string {
  return text
    .replace(BREAKING, ' ')
    .replace(TURNING, '')
    .replace(INVISIBLE, '')
    .replace(STRAY_TAGS, '')
    .replace(/\p{Zs}{2,}/gu, ' ')
}

/** True for what shows nothing: blanks, invisible characters, joiners by themselves. */
export function isBlank(text: string): boolean {
  return !INK.test(text.replace(INVISIBLE, ''))
}

/** Characters of a name at most; servers take 200. */
export const MAX_NAME = 300

/** Nearly every name: nothing in it to look for. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/

/** A name or a title; `fallback`, an id, stands for one that shows nothing. */
export function shownName(name: string, fallback: string): string {
  if (name.length <= MAX_NAME && PLAIN.test(name)) return name
  const line = shownLine(name.slice(0, MAX_NAME * 8))
  if (isBlank(line)) return fallback
  const characters = [...line]
  return characters.length <= MAX_NAME ? line : `${characters.slice(0, MAX_NAME - 1).join('')}…`
}

/** Text of several lines, such as a notice: nothing in it turns what stands around it, its lines stay. */
export function shownText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085]/gu, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replace(TURNING, '')
}

/**
 * A file's name in two parts: the ending that says what the system will do with it is never cut away. Dots and blanks
 * behind it, which some systems drop, are part of it.
 */
export function fileNameParts(name: string): { readonly stem: string; readonly ending: string } {
  const ending = /\.[^.\s]{1,16}[.\s]*$/u.exec(name)?.[0] ?? ''
  return { stem: name.slice(0, name.length - ending.length), ending }
}

/** A file's name within `max` characters: shortened in the middle, with its ending. */
export function shortFileName(name: string, max: number): string {
  const { stem, ending } = fileNameParts(name)
  const all = [...stem]
  const room = Math.max(1, max - [...ending].length - 1)
  if (all.length <= room + 1) return name
  // A few of the last letters tell versions apart.
  const tail = Math.min(6, Math.floor(room / 3))
  return `${all.slice(0, room - tail).join('')}…${tail === 0 ? '' : all.slice(-tail).join('')}${ending}`
}

/** By the first letter that has a direction; digits and signs have none. */
export function textDirection(text: string): 'ltr' | 'rtl' {
  const first = FIRST_STRONG.exec(text)?.[0]
  return first !== undefined && IS_RTL.test(first) ? 'rtl' : 'ltr'
}

/**
 * Text to be put into a sentence: what is written from right to left, or would turn its surroundings, stands in an
 * isolate of its own (FSI … PDI), and cannot end it early.
 */
export function isolated(text: string): string {
  return HAS_DIRECTION.test(text) ? `\u2068${hasPairedIsolates(text) ? text : text.replace(TURNING, '')}\u2069` : text
}

/** A closing mark without its opening one would end what is around it. */
function hasPairedIsolates(text: string): boolean {
  let open = 0
  for (const [mark] of text.matchAll(/[\u2066-\u2069]/gu)) {
    open += mark === '\u2069' ? -1 : 1
    if (open < 0) return false
  }
  return open === 0
}
