import { foldText } from '@shared/fold-text'
import { FoldedPlaces, type TextRange } from './folded-places'
import { MAX_NUMBER, type Run, runsIn, runsOf } from './text-runs'

/**
 * What a search finds in text of any script (architecture.md, Decisions). Pure; the index that makes it fast is in
 * `search-terms`, the cutting into runs in `text-runs`.
 *
 * A run of the query is found anywhere in an ideograph run, and at the beginning of a word. Runs that were typed without
 * a space between them have to be *joined* in the text too: side by side, not two words with a space between. A number
 * is found whatever separates its digits, on either side.
 */
export type SearchQuery = { readonly groups: readonly QueryGroup[] }

/** Found when every term is, or the one number that they make together. A term is a sequence of adjacent runs. */
export type QueryGroup = { readonly terms: readonly (readonly Run[])[]; readonly number?: readonly Run[] }

export type { TextRange }

const SPACE = /\s+/u
/** Fewer digits, apart by spaces, are rather several numbers than one. */
const MIN_SPACED = 5
/** More are never shown. */
const MAX_MARKS = 100

/** `undefined` when the text has nothing that could be searched: only spaces and punctuation. */
export function parseQuery(text: string): SearchQuery | undefined {
  const terms = foldText(text)
    .split(SPACE)
    .map((typed) => withWholeNumbers(runsOf(typed)))
    .filter((runs) => runs.length > 0)
  return terms.length === 0 ? undefined : { groups: grouped(terms) }
}

/** `138-0013` is one number. */
function withWholeNumbers(runs: readonly Run[]): readonly Run[] {
  const whole: Run[] = []
  for (const run of runs) {
    const before = whole.at(-1)
    if (before?.isNumber === true && run.isNear && before.text.length + run.text.length <= MAX_NUMBER)
      whole[whole.length - 1] = { ...before, text: before.text + run.text }
    else whole.push(run)
  }
  return whole
}

/** `138 0013` are two numbers, or one. */
function grouped(terms: readonly (readonly Run[])[]): readonly QueryGroup[] {
  const groups: QueryGroup[] = []
  let numbers: (readonly Run[])[] = []
  const flush = (): void => {
    const [first] = numbers[0] ?? []
    const text = numbers.map((term) => term[0]?.text ?? '').join('')
    const isOne = first !== undefined && numbers.length > 1 && text.length >= MIN_SPACED && text.length <= MAX_NUMBER
    if (isOne) groups.push({ terms: numbers, number: [{ ...first, text }] })
    else groups.push(...numbers.map((term) => ({ terms: [term] })))
    numbers = []
  }
  for (const term of terms) {
    if (term.length === 1 && term[0]?.isNumber === true) {
      numbers.push(term)
      continue
    }
    flush()
    groups.push({ terms: [term] })
  }
  flush()
  return groups
}

/** True when every group of the query stands in the text. */
export function matchesQuery(query: SearchQuery, text: string): boolean {
  const runs = runsIn(text)
  return query.groups.every(({ terms, number }) => areFound(terms, runs) || (number !== undefined && areFound([number], runs)))
}

/** Where the terms stand in the text as it is, ascending; what overlaps is one range. The first hundred. */
export function matchRanges(query: SearchQuery, text: string): readonly TextRange[] {
  const places = new FoldedPlaces(text)
  const runs = runsOf(places.folded)
  const found = query.groups.flatMap(({ terms, number }) => [
    ...(areFound(terms, runs) ? terms : []),
    ...(number === undefined ? [] : [number]),
  ])
  const ranges = found.flatMap((term) => runs.flatMap((_, start) => placesOf(term, runs, start)))
  return joined(
    joined(ranges)
      .slice(0, MAX_MARKS)
      .map((range) => places.original(range)),
  )
}

function areFound(terms: readonly (readonly Run[])[], runs: readonly Run[]): boolean {
  return terms.every((term) => runs.some((_, start) => placesOf(term, runs, start).length > 0))
}

/**
 * Where a term begins in the run `start`, in the folded text. Its runs lie one after the other, and only the term's last
 * run may end early.
 */
function placesOf(term: readonly Run[], runs: readonly Run[], start: number): readonly TextRange[] {
  const first = runs[start]
  const wanted = term[0]
  if (first === undefined || wanted === undefined || first.kind !== wanted.kind) return []
  if (term.length === 1) return singlePlaces(wanted, runs, start)
  const opening = openingOf(wanted, runs, start)
  if (opening === undefined) return []
  let next = opening.next
  for (const [index, part] of term.entries()) {
    if (index === 0) continue
    const run = runs[next]
    if (run === undefined || run.kind !== part.kind || !run.isJoined) return []
    if (index === term.length - 1) {
      const to = beginningIn(part, runs, next)
      return to === undefined ? [] : [{ from: opening.from, to }]
    }
    const end = wholeIn(part, runs, next)
    if (end === undefined) return []
    next = end
  }
  return []
}

function singlePlaces(wanted: Run, runs: readonly Run[], start: number): readonly TextRange[] {
  const run = runs[start]
  if (run === undefined) return []
  const length = wanted.text.length
  if (run.kind === 'ideographs') return offsetsOf(wanted.text, run.text).map((at) => ({ from: run.at + at, to: run.at + at + length }))
  const to = beginningIn(wanted, runs, start)
  const inside = run.starts.filter((at) => run.text.startsWith(wanted.text, at))
  return [...(to === undefined ? [] : [{ from: run.at, to }]), ...inside.map((at) => ({ from: run.at + at, to: run.at + at + length }))]
}

/** The first of several runs goes up to the end of its own: where it begins, and which run is next. */
function openingOf(wanted: Run, runs: readonly Run[], start: number): { readonly from: number; readonly next: number } | undefined {
  const run = runs[start]
  if (run === undefined) return undefined
  const at = run.text.length - wanted.text.length
  const isEnd = run.text.endsWith(wanted.text)
  if (isEnd && (run.kind === 'ideographs' || at === 0 || run.starts.includes(at))) return { from: run.at + at, next: start + 1 }
  const next = wholeIn(wanted, runs, start)
  return next === undefined ? undefined : { from: run.at, next }
}

/** The run after those that are the wanted one: itself, or for a number the pieces that it is written in. */
function wholeIn(wanted: Run, runs: readonly Run[], start: number): number | undefined {
  const run = runs[start]
  if (run?.text === wanted.text) return start + 1
  if (run?.isNumber !== true || !wanted.isNumber) return undefined
  const end = numberEnd(wanted.text, runs, start)
  return end !== undefined && end.units === runs[end.run]?.text.length ? end.run + 1 : undefined
}

/** Where, in the folded text, the wanted one ends that begins with this run; it may go over the pieces of a number. */
function beginningIn(wanted: Run, runs: readonly Run[], start: number): number | undefined {
  const run = runs[start]
  if (run === undefined) return undefined
  if (run.text.startsWith(wanted.text)) return run.at + wanted.text.length
  if (!run.isNumber || !wanted.isNumber) return undefined
  const end = numberEnd(wanted.text, runs, start)
  return end === undefined ? undefined : (runs[end.run]?.at ?? 0) + end.units
}

/** The piece of a number in which these digits end, and how many of its own they take. */
function numberEnd(digits: string, runs: readonly Run[], start: number): { readonly run: number; readonly units: number } | undefined {
  let done = 0
  for (let index = start; ; index++) {
    const run = runs[index]
    if (run === undefined || (index > start && !run.isNear)) return undefined
    const units = Math.min(run.text.length, digits.length - done)
    if (!run.text.startsWith(digits.slice(done, done + units))) return undefined
    done += units
    if (done === digits.length) return { run: index, units }
  }
}

function offsetsOf(part: string, text: string): readonly number[] {
  const offsets: number[] = []
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) offsets.push(at)
  return offsets
}

function joined(ranges: readonly TextRange[]): readonly TextRange[] {
  const result: TextRange[] = []
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1)
    if (last !== undefined && range.from <= last.to) result[result.length - 1] = { from: last.from, to: Math.max(last.to, range.to) }
    else result.push(range)
  }
  return result
}
