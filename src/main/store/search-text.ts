/**
 * Search terms of Chinese, English and mixed text (DESIGN, Decisions: full-text search). Pure.
 *
 * Text is folded, then cut into *runs*: an ideograph run is a stretch of characters of scripts written without spaces,
 * a word run a stretch of other letters and digits; all else only separates.
 *
 * ```
 *   "Q3会议室,rev.2"  →  q3 | 会议室 | rev | 2
 *   index terms        q3   会议 议室 室   rev   2       pairs, and the last character alone
 * ```
 *
 * So one character is found by prefix (`议*` meets `议室`, `室*` meets `室`), two and more by their pairs, a word by its
 * beginning. The index keeps no positions: it yields candidates, and `matchesQuery` decides on their text.
 */

const IDEOGRAPH = '[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}\\u30FC]'
const RUN = new RegExp(`(${IDEOGRAPH}+)|((?:(?!${IDEOGRAPH})[\\p{L}\\p{N}\\p{M}])+)`, 'gu')
/** Seen by nobody, but between the characters that are searched: zero-width spaces and joiners, variation selectors. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u2060\uFE00-\uFE0F\uFEFF]/g
const SPACE = /\s+/u

type Run = {
  readonly kind: 'ideographs' | 'word'
  readonly text: string
  /** In the folded text. */ readonly at: number
}

/** What the user typed, ready to be asked: every term has to be found, each is a sequence of adjacent runs. */
export type SearchQuery = { readonly terms: readonly (readonly Run[])[] }

/** Compatibility forms become plain ones (full width half width, ligatures letters), and case does not matter. */
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase().normalize('NFKC').replace(INVISIBLE, '')
}

/** The distinct index terms of a text, joined by spaces; empty when there is nothing to find in it. */
export function indexTerms(text: string): string {
  if (PLAIN.test(text)) return plainIndexTerms(text.toLowerCase())
  const terms = new Set<string>()
  for (const run of runsOf(foldText(text))) {
    if (run.kind === 'word') terms.add(run.text)
    else for (const term of pairs(run.text, true)) terms.add(term)
  }
  return [...terms].join(' ')
}

/**
 * ASCII, the common ideographs and their comma and full stop: most text is made of nothing else. It folds by case alone,
 * and its runs are told apart unit by unit, in a third of the time that the general way takes.
 */
const PLAIN = /^[\u0000-\u007F\u3001\u3002\u4E00-\u9FFF]*$/

function plainIndexTerms(folded: string): string {
  const terms = new Set<string>()
  let at = 0
  while (at < folded.length) {
    let end = at + 1
    if (isPlainIdeograph(folded.charCodeAt(at))) {
      terms.add(folded.slice(at, isPlainIdeograph(folded.charCodeAt(end)) ? end + 1 : end))
    } else if (isPlainWordUnit(folded.charCodeAt(at))) {
      while (isPlainWordUnit(folded.charCodeAt(end))) end++
      terms.add(folded.slice(at, end))
    }
    at = end
  }
  return [...terms].join(' ')
}

function isPlainIdeograph(unit: number): boolean {
  return unit >= 0x4e00 && unit <= 0x9fff
}

/** `a`–`z` and `0`–`9`. */
function isPlainWordUnit(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39)
}

/** `undefined` when the text has nothing that could be searched: only spaces and punctuation. */
export function parseQuery(text: string): SearchQuery | undefined {
  const terms = foldText(text)
    .split(SPACE)
    .map(runsOf)
    .filter((runs) => runs.length > 0)
  return terms.length === 0 ? undefined : { terms }
}

/** The FTS5 query whose result contains every text that `matchesQuery` accepts. */
export function ftsQuery(query: SearchQuery): string {
  const parts = new Set<string>()
  for (const runs of query.terms) {
    runs.forEach((run, index) => {
      const isLast = index === runs.length - 1
      for (const term of run.kind === 'word' ? [run.text] : pairs(run.text, !isLast)) {
        // Only the end of a term is open; a lone last character stands for the beginning of a pair.
        const isOpen = isLast && (run.kind === 'word' || length(run.text) === 1)
        parts.add(isOpen ? `"${term}" *` : `"${term}"`)
      }
    })
  }
  return [...parts].join(' AND ')
}

/** True when every term of the query stands in the text. */
export function matchesQuery(query: SearchQuery, text: string): boolean {
  const runs = runsOf(foldText(text))
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
    from: origins[from]?.from ?? 0,
    to: origins[to - 1]?.to ?? text.length,
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
    if (run === undefined || run.kind !== next.kind) return false
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
function foldWithOrigins(text: string): { readonly folded: string; readonly origins: readonly TextRange[] } {
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

function runsOf(folded: string): readonly Run[] {
  const runs: Run[] = []
  for (const { 1: ideographs, 2: word, index } of folded.matchAll(RUN)) {
    if (ideographs !== undefined) runs.push({ kind: 'ideographs', text: ideographs, at: index })
    else if (word !== undefined) runs.push({ kind: 'word', text: word, at: index })
  }
  return runs
}

/** Overlapping pairs of characters; a complete run also yields its last character alone, a lone character itself. */
function pairs(run: string, isComplete: boolean): readonly string[] {
  const characters = [...run]
  const terms = characters.slice(1).map((character, index) => `${characters[index]}${character}`)
  const last = characters.at(-1)
  if (last !== undefined && (isComplete || characters.length === 1)) terms.push(last)
  return terms
}

function length(text: string): number {
  return [...text].length
}
