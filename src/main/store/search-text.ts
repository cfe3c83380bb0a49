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

const RUN = /([\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}ー]+)|([\p{L}\p{N}\p{M}]+?(?=[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}ー]|[^\p{L}\p{N}\p{M}]|$))/gu
/** Seen by nobody, but between the characters that are searched: zero-width spaces and joiners, variation selectors. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u2060\uFE00-\uFE0F\uFEFF]/g
const SPACE = /\s+/u

type Run = { readonly kind: 'ideographs' | 'word'; readonly text: string }

/** What the user typed, ready to be asked: every term has to be found, each is a sequence of adjacent runs. */
export type SearchQuery = { readonly terms: readonly (readonly Run[])[] }

/** Compatibility forms become plain ones (full width half width, ligatures letters), and case does not matter. */
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase().normalize('NFKC').replace(INVISIBLE, '')
}

/** The distinct index terms of a text, joined by spaces; empty when there is nothing to find in it. */
export function indexTerms(text: string): string {
  const terms = new Set<string>()
  for (const run of runsOf(foldText(text))) {
    if (run.kind === 'word') terms.add(run.text)
    else for (const term of pairs(run.text, true)) terms.add(term)
  }
  return [...terms].join(' ')
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
  return query.terms.every((term) => runs.some((_, start) => startsAt(runs, start, term)))
}

/** A term's runs lie one after the other from `start` on: the first may begin late, the last may end early. */
function startsAt(runs: readonly Run[], start: number, term: readonly Run[]): boolean {
  return term.every((wanted, index) => {
    const run = runs[start + index]
    if (run === undefined || run.kind !== wanted.kind) return false
    const isFirst = index === 0
    const isLast = index === term.length - 1
    // A word is found by its beginning only; ideographs have no word borders.
    const beginsAnywhere = isFirst && run.kind === 'ideographs'
    if (beginsAnywhere) return isLast ? run.text.includes(wanted.text) : run.text.endsWith(wanted.text)
    return isLast ? run.text.startsWith(wanted.text) : run.text === wanted.text
  })
}

function runsOf(folded: string): readonly Run[] {
  const runs: Run[] = []
  for (const [, ideographs, word] of folded.matchAll(RUN)) {
    if (ideographs !== undefined) runs.push({ kind: 'ideographs', text: ideographs })
    else if (word !== undefined) runs.push({ kind: 'word', text: word })
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
