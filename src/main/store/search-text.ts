/**
 * What a search finds in Chinese, English and mixed text (DESIGN, Decisions: full-text search). Pure; the index that
 * makes it fast is in `search-terms`.
 *
 * Text is folded, then cut into *runs*: an ideograph run is a stretch of characters of scripts written without spaces,
 * a word run a stretch of other letters and digits; all else only separates.
 *
 * ```
 *   "Q3会议室,rev.2"  →  q3 | 会议室 | rev | 2
 * ```
 *
 * A run of the query is found anywhere in an ideograph run, and at the beginning of a word. Runs that were typed without
 * a space between them have to be *joined* in the text too: side by side, not two words with a space between.
 */

const IDEOGRAPH = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\u30FC]$/u
const LETTER = /^[\p{L}\p{N}\p{M}]$/u
/** Seen by nobody, but between the characters that are searched: zero-width spaces and joiners, variation selectors. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u2060\uFE00-\uFE0F\uFEFF]/g
const SPACE = /\s+/u

/** ASCII, the common ideographs and their punctuation: folding changes nothing but case here, of what is searched. */
const PLAIN = /^[\u0000-\u007F\u2018-\u201D\u2026\u3001-\u3011\u4E00-\u9FFF\uFF01-\uFF0F\uFF1A-\uFF20]*$/

/** What a character is to the cutting of text. */
const Kind = { unknown: 0, ideograph: 1, letter: 2, space: 3, separator: 4 } as const
/** By code point: each is looked up in Unicode's tables once. */
const KINDS = new Uint8Array(0x110000)

export type Run = {
  readonly kind: 'ideographs' | 'word'
  readonly text: string
  /** In the folded text. */ readonly at: number
  /** To the run before it: but for two words there may be a space between. */ readonly isJoined: boolean
}

/** What the user typed, ready to be asked: every term has to be found, each is a sequence of adjacent runs. */
export type SearchQuery = { readonly terms: readonly (readonly Run[])[] }

/** Compatibility forms become plain ones (full width half width, ligatures letters), and case does not matter. */
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase().normalize('NFKC').replace(INVISIBLE, '')
}

/** `undefined` when the text has nothing that could be searched: only spaces and punctuation. */
export function parseQuery(text: string): SearchQuery | undefined {
  const terms = foldText(text)
    .split(SPACE)
    .map(runsOf)
    .filter((runs) => runs.length > 0)
  return terms.length === 0 ? undefined : { terms }
}

/** True when every term of the query stands in the text. */
export function matchesQuery(query: SearchQuery, text: string): boolean {
  const runs = runsIn(text)
  return query.terms.every((term) => runs.some((_, start) => placesOf(term, runs, start).length > 0))
}

/** UTF-16 offsets into the text; `to` is behind the last one. */
export type TextRange = { readonly from: number; readonly to: number }

/** Where the terms stand in the text as it is, ascending; what overlaps is one range. */
export function matchRanges(query: SearchQuery, text: string): readonly TextRange[] {
  const { folded, origins } = foldWithOrigins(text)
  const runs = runsOf(folded)
  const found = query.terms.flatMap((term) => runs.flatMap((_, start) => placesOf(term, runs, start)))
  const ranges = found.map(({ from, to }) => ({
    from: origins === undefined ? from : (origins[from]?.from ?? 0),
    to: origins === undefined ? to : (origins[to - 1]?.to ?? text.length),
  }))
  return joined(ranges)
}

/**
 * Where a term begins in the run `start`, in the folded text. Its runs lie one after the other: a word is found by its
 * beginning only, ideographs have no word borders, and only the term's last run may end early.
 */
function placesOf(term: readonly Run[], runs: readonly Run[], start: number): readonly TextRange[] {
  const first = runs[start]
  const wanted = term[0]
  if (first === undefined || wanted === undefined || first.kind !== wanted.kind) return []
  if (term.length === 1) {
    const offsets =
      first.kind === 'word' ? [first.text.startsWith(wanted.text) ? 0 : -1] : offsetsOf(wanted.text, first.text)
    return offsets
      .filter((at) => at >= 0)
      .map((at) => ({ from: first.at + at, to: first.at + at + wanted.text.length }))
  }
  const isOpening = first.kind === 'word' ? first.text === wanted.text : first.text.endsWith(wanted.text)
  const isFound = term.every((next, index) => {
    const run = runs[start + index]
    if (index === 0) return isOpening
    if (run === undefined || run.kind !== next.kind || !run.isJoined) return false
    return index === term.length - 1 ? run.text.startsWith(next.text) : run.text === next.text
  })
  const last = runs[start + term.length - 1]
  if (!isFound || last === undefined) return []
  return [{ from: first.at + first.text.length - wanted.text.length, to: last.at + (term.at(-1)?.text.length ?? 0) }]
}

function offsetsOf(part: string, text: string): readonly number[] {
  const offsets: number[] = []
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) offsets.push(at)
  return offsets
}

/** Folds character by character, with its marks, and remembers for each folded unit where it came from. */
function foldWithOrigins(text: string): { readonly folded: string; readonly origins?: readonly TextRange[] } {
  if (PLAIN.test(text)) return { folded: text.toLowerCase() }
  let folded = ''
  const origins: TextRange[] = []
  for (const match of text.matchAll(/\P{M}\p{M}*|\p{M}+/gu)) {
    const part = foldText(match[0])
    for (let i = 0; i < part.length; i++) origins.push({ from: match.index, to: match.index + match[0].length })
    folded += part
  }
  return { folded, origins }
}

function joined(ranges: readonly TextRange[]): readonly TextRange[] {
  const result: TextRange[] = []
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1)
    if (last !== undefined && range.from <= last.to)
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, range.to) }
    else result.push(range)
  }
  return result
}

/** The runs of a text, folded. Most text is plain, and then every unit stays where it was. */
export function runsIn(text: string): readonly Run[] {
  return runsOf(PLAIN.test(text) ? text.toLowerCase() : foldText(text))
}

/** @param folded what `foldText` gives, or text that it would not change */
function runsOf(folded: string): readonly Run[] {
  const runs: Run[] = []
  let at = 0
  let hasSpace = false
  while (at < folded.length) {
    const kind = kindAt(folded, at)
    if (kind !== Kind.ideograph && kind !== Kind.letter) {
      hasSpace ||= kind === Kind.space
      at++
      continue
    }
    let end = at
    while (end < folded.length && kindAt(folded, end) === kind) end += unitsAt(folded, end)
    const isBetweenWords = kind === Kind.letter && runs.at(-1)?.kind === 'word'
    runs.push({
      kind: kind === Kind.ideograph ? 'ideographs' : 'word',
      text: folded.slice(at, end),
      at,
      isJoined: !(isBetweenWords && hasSpace),
    })
    at = end
    hasSpace = false
  }
  return runs
}

function kindAt(text: string, at: number): number {
  const code = text.codePointAt(at) ?? 0
  return KINDS[code] || (KINDS[code] = kindOf(String.fromCodePoint(code)))
}

function kindOf(character: string): number {
  if (IDEOGRAPH.test(character)) return Kind.ideograph
  if (LETTER.test(character)) return Kind.letter
  return SPACE.test(character) ? Kind.space : Kind.separator
}

function unitsAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}
