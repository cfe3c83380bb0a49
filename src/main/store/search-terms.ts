import type { SearchQuery } from './search-text'
import { numberFrom, type Run, runsIn } from './text-runs'

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
 *   inside of words          img2026 2026      also from where digits begin, and letters after leading digits
 *   numbers over separators  138-0013 1380013  from each of their pieces on
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

/**
 * The distinct index terms of a text, joined by spaces; empty when there is nothing to find in it.
 * @param labels stand behind them (`labelTerms`)
 */
export function indexTerms(text: string, labels: readonly string[] = []): string {
  const terms = new Set<string>()
  let before: Run | undefined
  const runs = runsIn(text)
  for (const [index, run] of runs.entries()) {
    if (before !== undefined && run.isJoined) terms.add(joint(before, run))
    if (run.kind === 'ideographs') addIdeographs(run.text, terms)
    else {
      addWord(run.text, terms)
      for (const start of run.starts) addWord(run.text.slice(start), terms)
      if (runs[index + 1]?.isNear === true) addWord(numberFrom(runs, index), terms)
    }
    before = run
  }
  for (const label of labels) terms.add(label)
  return [...terms].join(' ')
}

function addWord(word: string, terms: Set<string>): void {
  let end = 0
  for (let length = 1; length <= BEGINNINGS && end < word.length; length++) {
    end += (word.codePointAt(end) ?? 0) > 0xffff ? 2 : 1
    terms.add(word.slice(0, end))
  }
  if (end < word.length) terms.add(word)
}

function addIdeographs(run: string, terms: Set<string>): void {
  for (const character of run) terms.add(character)
  let before = ''
  for (const character of run) {
    if (before !== '') terms.add(before + character)
    before = character
  }
}

/** The terms of a message's labels, to stand beside those of its text. */
export function labelTerms({ conversationId, senderId, types = [] }: Labels): readonly string[] {
  return [
    ...(conversationId === undefined ? [] : [label(CONVERSATION, conversationId)]),
    ...(senderId === undefined ? [] : [label(SENDER, senderId)]),
    ...types.map((type) => label(TYPE, type)),
  ]
}

/**
 * The FTS5 query whose result contains every text that `matchesQuery` accepts, of messages with these labels. Empty
 * without words and labels.
 */
export function ftsQuery(query: SearchQuery | undefined, { types = [], ...labels }: Labels = {}): string {
  const parts = new Set(labelTerms(labels).map(quoted))
  if (types.length > 0) parts.add(`(${labelTerms({ types }).map(quoted).join(' OR ')})`)
  for (const { terms, number } of query?.groups ?? []) {
    const found = terms.flatMap(partsOf)
    if (number === undefined) for (const part of found) parts.add(part)
    else parts.add(`((${found.join(' AND ')}) OR ${partsOf(number).join(' AND ')})`)
  }
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

/** Every message has labels, and they are few: what was made once is kept, by its mark. */
const knownLabels = { [CONVERSATION]: new Map<string, string>(), [SENDER]: new Map<string, string>(), [TYPE]: new Map<string, string>() }
const MAX_KNOWN_LABELS = 5_000

/** Ids in one piece: the tokenizer would cut them at punctuation. It ignores case, so that case never decides alone. */
function label(mark: keyof typeof knownLabels, value: string): string {
  const labels = knownLabels[mark]
  const known = labels.get(value)
  if (known !== undefined) return known
  const made = mark + value.replace(/[^\p{L}\p{N}]/gu, SEPARATOR)
  if (labels.size >= MAX_KNOWN_LABELS) labels.clear()
  labels.set(value, made)
  return made
}

function quoted(term: string): string {
  return `"${term}"`
}
