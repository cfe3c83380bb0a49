import { foldHan, foldText } from '@shared/fold-text'

/**
 * Text is folded, then cut into *runs*: an ideograph run is a stretch of characters that are searched anywhere (scripts
 * written without spaces, emoji), a word run a stretch of other letters and digits; all else only separates.
 *
 * ```
 *   "Q3会议室,rev.2 🚀"  →  q3 | 会议室 | rev | 2 | 🚀
 * ```
 */
export type Run = {
  readonly kind: 'ideographs' | 'word'
  readonly text: string
  /** In the folded text. */
  readonly at: number
  /** To the run before it: but for two words there may be a space between. */
  readonly isJoined: boolean
  /** A word of digits only. */
  readonly isNumber: boolean
  /** A number that goes on with the one before it: a separator or two between, a space perhaps, no line break. */
  readonly isNear: boolean
  /** Where else in a word a search may begin: at three and more digits after letters, at letters after leading digits. */
  readonly starts: readonly number[]
}

/** Digits of a number that is read over separators: more than telephones, cards and accounts have. */
export const MAX_NUMBER = 24

/** Scripts without spaces between words, and Korean, whose particles hang on. */
const IDEOGRAPH =
  /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}\p{sc=Yi}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\p{sc=Tai_Le}\p{sc=New_Tai_Lue}\p{sc=Tai_Tham}\p{sc=Tai_Viet}\p{sc=Javanese}\p{sc=Balinese}\u30FC]$/u
/** Flags are one character each, see `foldText`. */
const EMOJI = /^[\p{Extended_Pictographic}\p{Regional_Indicator}\u{F0000}-\u{F02A3}]$/u
const LETTER = /^[\p{L}\p{N}\p{M}]$/u
const SPACE = /\s/u
const BREAK = /[\n\r\u2028\u2029]/u

/** ASCII, the common ideographs and their punctuation: folding keeps every unit of these where it is. */
const PLAIN = /^[\u0000-\u007F\u2018-\u201D\u2026\u3001-\u3011\u4E00-\u9FFF\uFF01-\uFF0F\uFF1A-\uFF20]*$/
const ELLIPSIS = 0x2026

/** What a character is to the cutting of text. */
const Kind = { unknown: 0, ideograph: 1, emoji: 2, letter: 3, digit: 4, space: 5, lineBreak: 6, separator: 7 } as const
/** By code point: each is looked up in Unicode's tables once. */
const KINDS = new Uint8Array(0x110000)
const NONE: readonly number[] = []
/** Fewer digits after letters belong to the name that they are in: v2, q3, h264. */
const MIN_DIGITS = 3

/** The runs of a text, folded. Most text is plain, and then every unit stays where it was. */
export function runsIn(text: string): readonly Run[] {
  return runsOf(isPlain(text) ? foldPlain(text) : foldText(text))
}

export function isPlain(text: string): boolean {
  return PLAIN.test(text)
}

/** As `foldText`, of text that is plain. */
export function foldPlain(text: string): string {
  return foldHan(text.toLowerCase())
}

/**
 * Done for every message that is stored or looked at: each run is one object, made in one piece.
 *
 * @param folded what `foldText` gives, or text that it would not change
 */
export function runsOf(folded: string): readonly Run[] {
  const runs: Run[] = []
  let before: Run | undefined
  let at = 0
  let gap = 0
  let hasSpace = false
  let hasBreak = false
  while (at < folded.length) {
    const kind = kindAt(folded, at)
    if (kind >= Kind.space) {
      hasSpace ||= kind !== Kind.separator
      hasBreak ||= kind === Kind.lineBreak
      // Folded it would be three dots.
      gap += folded.charCodeAt(at) === ELLIPSIS ? 3 : 1
      at += unitsAt(folded, at)
      continue
    }
    const isWord = kind >= Kind.letter
    const first = endOfKind(folded, at, kind)
    // Nearly every word is of letters alone, or digits.
    const isMixed = isWord && first < folded.length && isOfWord(kindAt(folded, first))
    const end = isMixed ? endOfWord(folded, first) : first
    const isJoined = !(hasSpace && isWord && before?.kind === 'word')
    const isNumber = kind === Kind.digit && !isMixed
    const run: Run = {
      kind: isWord ? 'word' : 'ideographs',
      text: folded.slice(at, end),
      at,
      isJoined,
      isNumber,
      isNear: isNumber && before?.isNumber === true && (isJoined || (gap <= 2 && !hasBreak)),
      starts: isMixed ? startsIn(folded, at, end) : NONE,
    }
    runs.push(run)
    before = run
    at = end
    gap = 0
    hasSpace = hasBreak = false
  }
  return runs
}

/** The digits from a number on, over separators: `138-0013` at 138 is 1380013. At most `MAX_NUMBER` of them. */
export function numberFrom(runs: readonly Run[], index: number): string {
  let digits = runs[index]?.text ?? ''
  for (let next = index + 1; digits.length < MAX_NUMBER; next++) {
    const run = runs[next]
    if (run === undefined || !run.isNear) break
    digits += run.text
  }
  return digits.slice(0, MAX_NUMBER)
}

function isOfWord(kind: number): boolean {
  return kind === Kind.letter || kind === Kind.digit
}

function endOfKind(folded: string, at: number, kind: number): number {
  let end = at
  while (end < folded.length && kindAt(folded, end) === kind) end += unitsAt(folded, end)
  return end
}

function endOfWord(folded: string, at: number): number {
  let end = at
  while (end < folded.length && isOfWord(kindAt(folded, end))) end += unitsAt(folded, end)
  return end
}

function startsIn(folded: string, at: number, end: number): readonly number[] {
  const starts: number[] = []
  let from = at
  for (let groups = 0; from < end; groups++) {
    const kind = kindAt(folded, from)
    const to = endOfKind(folded, from, kind)
    const isStart = kind === Kind.digit ? to - from >= MIN_DIGITS : groups === 1
    if (groups > 0 && isStart) starts.push(from - at)
    from = to
  }
  return starts
}

function kindAt(text: string, at: number): number {
  const code = text.codePointAt(at) ?? 0
  return KINDS[code] || (KINDS[code] = kindOf(String.fromCodePoint(code)))
}

function kindOf(character: string): number {
  if (character >= '0' && character <= '9') return Kind.digit
  if (IDEOGRAPH.test(character)) return Kind.ideograph
  if (EMOJI.test(character)) return Kind.emoji
  if (LETTER.test(character)) return Kind.letter
  if (BREAK.test(character)) return Kind.lineBreak
  return SPACE.test(character) ? Kind.space : Kind.separator
}

function unitsAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}
