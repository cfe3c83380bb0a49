import { type Run, runsIn, type SearchQuery } from './search-text'

/**
 * What the full-text index holds of a text, so that every query is an AND of whole terms: FTS5 reads these newest first
 * and stops when the page is full, whereas a prefix query of its own would gather every match before the first.
 *
 * ```
 *   "用 Q3报告 meeting"
 *   single characters        用 报 告          one character is found
 *   pairs of characters      报告              two and more are found by their pairs
 *   beginnings of words      q q3 m me mee meet
 *   longer words whole       meeting           five letters and more: by a prefix query, which now meets few
 *   joints of runs           用|q 3|报 告|m    "3报" is found where the two stand side by side
 * ```
 *
 * No positions are kept: the index yields candidates, and `matchesQuery` decides on their text.
 */

/** Letters of a word up to which each beginning is a term of its own. */
const BEGINNINGS = 4

/** Marks of private use, which no text that is searched contains and the index's tokenizer takes as letters. */
const JOINT = '\uE000'
const CONVERSATION = '\uE001'
const SENDER = '\uE002'
const TYPE = '\uE003'
const SEPARATOR = '\uE004'

/** Beside its text, a message is found by these. */
export type Labels = { readonly conversationId?: string; readonly senderId?: string; readonly types?: readonly string[] }

/** The distinct index terms of a text, joined by spaces; empty when there is nothing to find in it. */
export function indexTerms(text: string): string {
  const terms = new Set<string>()
  const runs = runsIn(text)
  for (const [index, run] of runs.entries()) {
    const before = runs[index - 1]
    if (before !== undefined && run.isJoined) terms.add(joint(before, run))
    const characters = [...run.text]
    if (run.kind === 'word') {
      for (let length = 1; length <= Math.min(BEGINNINGS, characters.length); length++) {
        terms.add(characters.slice(0, length).join(''))
      }
      if (characters.length > BEGINNINGS) terms.add(run.text)
    } else {
      for (const character of characters) terms.add(character)
      for (const pair of pairs(characters)) terms.add(pair)
    }
  }
  return [...terms].join(' ')
}

/** The terms of a message's labels, to stand beside those of its text. */
export function labelTerms({ conversationId, senderId, types = [] }: Labels): readonly string[] {
  return [
    ...(conversationId === undefined ? [] : [label(CONVERSATION, conversationId)]),
    ...(senderId === undefined ? [] : [label(SENDER, senderId)]),
    ...types.map((type) => label(TYPE, type)),
  ]
}

/** The FTS5 query whose result contains every text that `matchesQuery` accepts, of messages with these labels. */
export function ftsQuery(query: SearchQuery, { types = [], ...labels }: Labels = {}): string {
  const parts = new Set(labelTerms(labels).map(quoted))
  if (types.length > 0) parts.add(`(${labelTerms({ types }).map(quoted).join(' OR ')})`)
  for (const runs of query.terms) for (const part of partsOf(runs)) parts.add(part)
  return [...parts].join(' AND ')
}

function partsOf(runs: readonly Run[]): readonly string[] {
  return runs.flatMap((run, index) => {
    const before = runs[index - 1]
    const joints = before === undefined ? [] : [quoted(joint(before, run))]
    const characters = [...run.text]
    if (run.kind === 'ideographs') return [...joints, ...(characters.length === 1 ? [run.text] : pairs(characters)).map(quoted)]
    // Only the end of a term is open.
    const isOpen = index === runs.length - 1 && characters.length > BEGINNINGS
    return [...joints, isOpen ? `${quoted(run.text)} *` : quoted(run.text)]
  })
}

function joint(before: Run, after: Run): string {
  return `${[...before.text].at(-1)}${JOINT}${[...after.text][0]}`
}

/** Overlapping pairs of characters. */
function pairs(characters: readonly string[]): readonly string[] {
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`)
}

/** Ids in one piece: the tokenizer would cut them at punctuation. It ignores case, so that case never decides alone. */
function label(mark: string, value: string): string {
  return mark + value.replace(/[^\p{L}\p{N}]/gu, SEPARATOR)
}

function quoted(term: string): string {
  return `"${term}"`
}
