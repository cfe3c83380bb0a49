import { HAN_TABLE } from './han-table'

/**
 * One form for what a person takes for the same when searching: in messages, names, emoji, on both sides of the bridge.
 * Pure, without packages. What is stored was made with these rules, so whoever changes one counts `FOLD_VERSION` up.
 *
 * ```
 *   Ｂｏｂ  → bob        width, ligatures, case                  László → laszlo, Straße → strasse   accents, letters with a stroke
 *   會議室 → 会议室      traditional and variant characters      👍🏽 👍    → 👍                      skin tones, joiners, selectors
 *   ｶﾞｷﾞ  → ガギ        half width kana with their marks        ٢٠٢٦   → 2026                        digits of other scripts
 * ```
 */
export const FOLD_VERSION = 2

/** Seen by nobody, but between the characters that are searched: zero-width spaces and joiners, selectors, tag letters. */
const INVISIBLE = /[\u00AD\u034F\u061C\u0640\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFE00-\uFE0F\uFEFF\u{E0001}-\u{E01EF}]/gu
/** Skin tones: the emoji before one is the same. */
const TONES = /[\u{1F3FB}-\u{1F3FF}]/gu
/**
 * Marks of scripts that are read without them too: of Latin, Greek and Cyrillic letters, Hebrew points, Arabic vowels.
 * Those of Indic, Thai and other scripts are letters, and stay.
 */
const ACCENTS =
  /[\u0300-\u036F\u0483-\u0487\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E4\u06E7\u06E8\u06EA-\u06ED\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F]/g
/** Letters that no normal form takes apart. */
const LETTERS: Readonly<Record<string, string>> = {
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
  ĸ: 'k',
  ŋ: 'ng',
  ς: 'σ',
}
const LETTER = /[ßæœøđðþłħŧıĸŋς]/g
/** A flag is two letters; in a row of flags only their pairs mean something. */
const FLAG = /[\u{1F1E6}-\u{1F1FF}]{2}/gu
const FIRST_FLAG_LETTER = 0x1f1e6
/** Where flags stand after folding, each as one character of private use. */
const FLAGS = 0xf0000
/** Zeros of the digits of other scripts; full width and mathematical ones are folded as letters are. */
const ZEROS = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0,
  0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0,
]
const DIGIT = /[\u0660-\uABF9]/
const DIGITS = /(?![0-9])\p{Nd}/gu

export function foldText(text: string): string {
  const parts = text.normalize('NFKC').toLowerCase().normalize('NFKD').replace(ACCENTS, '').replace(INVISIBLE, '').replace(TONES, '')
  const letters = parts.normalize('NFKC').replace(LETTER, (letter) => LETTERS[letter] ?? letter)
  return foldHan(foldDigits(letters).replace(FLAG, flagOf))
}

/** Traditional and variant characters become simplified ones; every UTF-16 unit stays where it is. */
export function foldHan(text: string): string {
  const simplified = hanTable()
  let folded = ''
  let done = 0
  for (let at = 0; at < text.length; at++) {
    const code = simplified[text.charCodeAt(at)] ?? 0
    if (code === 0) continue
    folded += text.slice(done, at) + String.fromCharCode(code)
    done = at + 1
  }
  return done === 0 ? text : folded + text.slice(done)
}

/** Digits with a separator or two between them become one number: `138-0013 8000` and `13800138000` are the same. */
export function joinNumbers(folded: string): string {
  return folded.replace(/(?<=[0-9])[^\p{L}\p{N}\p{M}\n\r]{1,2}(?=[0-9])/gu, '')
}

let table: Uint16Array | undefined

/** By UTF-16 unit; 0 = stays. */
function hanTable(): Uint16Array {
  if (table !== undefined) return table
  table = new Uint16Array(0x10000)
  for (let at = 0; at < HAN_TABLE.length; at += 2) table[HAN_TABLE.charCodeAt(at)] = HAN_TABLE.charCodeAt(at + 1)
  return table
}

function flagOf(flag: string): string {
  const [first = 0, second = 0] = [...flag].map((letter) => (letter.codePointAt(0) ?? 0) - FIRST_FLAG_LETTER)
  return String.fromCodePoint(FLAGS + first * 26 + second)
}

function foldDigits(text: string): string {
  return DIGIT.test(text) ? text.replace(DIGITS, digitOf) : text
}

function digitOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  const zero = ZEROS.findLast((first) => first <= code) ?? code
  return code - zero < 10 ? String(code - zero) : digit
}
