import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { foldText } from '@shared/fold-text'
import type { Store } from '../src/main/store/store'
import { type ChatLine, chatId, fillChatStore, openChatStore, senderId } from './chat-store'
import { median, percentile, type Row, RUNS } from './measure'
import { bareQueriesOf, filteredQueriesOf, queriesOf, type Query } from './search-queries'

/** `JIM_BENCH_MESSAGES` takes another number, for a quick look. */
const MESSAGES = Number(process.env['JIM_BENCH_MESSAGES'] ?? 1_000_000)
const MAX_MS = 50
const MAX_INDEX = 2
/** A look at every message takes so long that not every query gets one. */
const SCANNED = 24
const CHECKED = 60
const INDEX_PARTS = `name LIKE 'messages_fts%' OR name LIKE 'search_%'`

/** Searching a million messages: how long, how large, and whether the answer is right. */
export async function search(): Promise<readonly Row[]> {
  const dir = mkdtempSync(join(tmpdir(), 'jim-bench-search-'))
  try {
    const file = join(dir, 'chats.db')
    const filling = openChatStore(file)
    const lines = fillChatStore(filling, MESSAGES)
    filling.close()
    const size = sizeRow(file, lines)
    const store = openChatStore(file)
    try {
      const queries = queriesOf(lines)
      const filtered = filteredQueriesOf(queries, lines)
      const bare = bareQueriesOf(filtered)
      // Once for all that is checked.
      const folded = lines.map(({ text }) => foldText(text))
      check(store, lines, folded, [...queries, ...filtered])
      check(store, lines, folded, bare)
      const times = timesOf(queries, ({ search }) => store.search.messages(search))
      const filteredTimes = timesOf(filtered, ({ search }) => store.search.messages(search))
      const bareTimes = timesOf(bare, ({ search }) => store.search.messages(search))
      return [
        timeRow('search, p95', times),
        timeRow('search with a filter, p95', filteredTimes),
        timeRow('search by filters alone, p95', bareTimes),
        ...baselineRows(file, lines, queries, times),
        size,
      ]
    } finally {
      store.close()
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Of each query its median of some runs, so that a machine busy with other things does not make the figure. */
function timesOf(queries: readonly Query[], run: (query: Query) => unknown): readonly (readonly number[])[] {
  return queries.map((query) =>
    Array.from({ length: RUNS }, () => {
      const start = performance.now()
      run(query)
      return performance.now() - start
    }),
  )
}

function timeRow(name: string, times: readonly (readonly number[])[]): Row {
  const value = percentile(times.map(median), 95)
  const ofRuns = Array.from(
    { length: RUNS },
    (_, run) =>
      percentile(
        times.map((each) => each[run]!),
        95,
      ) / MAX_MS,
  )
  return {
    name,
    against: `${MAX_MS} ms`,
    value,
    unit: 'ms',
    baseline: MAX_MS,
    ratio: value / MAX_MS,
    spread: [Math.min(...ofRuns), Math.max(...ofRuns)],
    goal: '≤ 1 ×',
    met: value <= MAX_MS,
  }
}

/** The index with all that belongs to it, beside the UTF-8 of what was written. */
function sizeRow(file: string, lines: readonly ChatLine[]): Row {
  const value = mebibytesOf(file, INDEX_PARTS)
  const baseline = lines.reduce((sum, line) => sum + Buffer.byteLength(line.text), 0) / 2 ** 20
  const ratio = value / baseline
  return {
    name: 'search index',
    against: 'the text',
    value,
    unit: 'MiB',
    baseline,
    ratio,
    spread: [ratio, ratio],
    goal: `≤ ${MAX_INDEX} ×`,
    met: ratio <= MAX_INDEX,
  }
}

function mebibytesOf(file: string, condition: string): number {
  const database = new Sqlite(file, { readonly: true })
  const { bytes } = database.prepare(`SELECT sum(pgsize) AS bytes FROM dbstat WHERE ${condition}`).get() as { readonly bytes: number }
  database.close()
  return bytes / 2 ** 20
}

/** What SQLite offers by itself for the newest page of the same messages. */
function baselineRows(
  file: string,
  lines: readonly ChatLine[],
  queries: readonly Query[],
  times: readonly (readonly number[])[],
): readonly Row[] {
  const trigramFile = `${file}-trigrams`
  const database = new Sqlite(trigramFile)
  database.exec(`PRAGMA synchronous = OFF; CREATE VIRTUAL TABLE trigrams USING fts5 (text, content = '', tokenize = 'trigram')`)
  const insert = database.prepare('INSERT INTO trigrams (rowid, text) VALUES (?, ?)')
  database.transaction(() => {
    for (const { localId, text } of lines) insert.run(localId, text)
  })()
  database.exec(`ATTACH '${file}' AS chats`)
  const trigram = database.prepare(
    `SELECT m.* FROM trigrams t CROSS JOIN chats.messages m ON m.local_id = t.rowid WHERE trigrams MATCH ? ORDER BY t.rowid DESC LIMIT ?`,
  )
  const scan = database.prepare(`SELECT * FROM chats.messages WHERE content LIKE '%' || ? || '%' ORDER BY local_id DESC LIMIT ?`)
  const indexed = queries.map((query, i) => ({ query, ours: median(times[i]!) }))
  const answerable = indexed.filter(({ query }) => [...query.search.text].length >= 3 && !query.search.text.includes(' '))
  const every = Math.ceil(indexed.length / SCANNED)
  const scanned = indexed.filter((_, i) => i % every === 0)
  const rows = [
    ratioRow("FTS5's trigrams, from 3 characters on", answerable, ({ search }) => trigram.all(`"${search.text}"`, search.limit)),
    ratioRow('LIKE', scanned, ({ search }) => scan.all(search.text, search.limit)),
  ]
  database.close()
  const [value, baseline] = [mebibytesOf(file, INDEX_PARTS), mebibytesOf(trigramFile, 'TRUE')]
  const ratio = value / baseline
  return [
    ...rows,
    {
      name: 'search index',
      against: "FTS5's trigrams",
      value,
      unit: 'MiB',
      baseline,
      ratio,
      spread: [ratio, ratio],
      goal: 'none',
      met: true,
    },
  ]
}

/** The means of the same queries' times: one slow query weighs more than many fast ones. */
function ratioRow(
  against: string,
  queries: readonly { readonly query: Query; readonly ours: number }[],
  run: (query: Query) => unknown,
): Row {
  const theirs = timesOf(
    queries.map(({ query }) => query),
    run,
  )
  const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length
  const value = mean(queries.map(({ ours }) => ours))
  const baseline = mean(theirs.map(median))
  const ratios = Array.from({ length: RUNS }, (_, run) => value / mean(theirs.map((each) => each[run]!)))
  const ratio = value / baseline
  return {
    name: 'search, mean',
    against,
    value,
    unit: 'ms',
    baseline,
    ratio,
    spread: [Math.min(...ratios), Math.max(...ratios)],
    goal: 'none',
    met: true,
  }
}

/**
 * Compares with looking at every message, by rules written anew: pieces of Chinese anywhere, words by their beginning,
 * numbers over what separates their digits.
 */
function check(store: Store, lines: readonly ChatLine[], folded: readonly string[], queries: readonly Query[]): void {
  const every = Math.ceil(queries.length / CHECKED)
  for (const { search } of queries.filter((_, i) => i % every === 0)) {
    const parts = foldText(search.text)
      .split(' ')
      .map((part) => new RegExp(patternOf(part), 'u'))
    const expected: number[] = []
    for (let i = lines.length - 1; i >= 0 && expected.length < search.limit; i--) {
      const line = lines[i]!
      if (isWanted(search, line) && parts.every((part) => part.test(folded[i] ?? ''))) expected.push(line.localId)
    }
    const found = store.search.messages(search).items.map(({ message }) => message.localId as number)
    if (found.join() !== expected.join()) throw new Error(`"${search.text}" found ${found.length} messages, ${expected.length} are right`)
  }
}

/** Not inside a word, but where three digits and more follow letters, and letters follow the digits at its beginning. */
const START = '(?:(?<![a-z0-9])|(?<=[a-z])(?=[0-9]{3})|(?<=(?<![a-z0-9])[0-9]+)(?=[a-z]))'
/** Between two pieces of one number. */
const SEPARATED = '(?:(?:[^\\s\\p{L}\\p{N}]+|[^\\n\\p{L}\\p{N}]{1,2})(?=[0-9]+(?![a-z])))?'

function patternOf(part: string): string {
  if (/^[0-9]+(?:\p{P}[0-9]+)*$/u.test(part)) {
    const digits = part.match(/[0-9]/g) ?? []
    return `(?<![a-z0-9])${digits.join(SEPARATED)}|${START}${digits.join('')}`
  }
  const runs = part.match(/\p{sc=Han}+|[a-z0-9]+/gu) ?? []
  const isWord = (run: string | undefined): boolean => run !== undefined && /^[a-z0-9]/.test(run)
  const joined = runs.map((run, i) => {
    const before = runs[i - 1]
    if (before === undefined) return isWord(run) ? `${START}${run}` : run
    // Between two words no space may stand, between Chinese and a word there need not be anything.
    return (isWord(run) && isWord(before) ? '[^\\s\\p{L}\\p{N}]+' : '[^\\p{L}\\p{N}]*') + run
  })
  return joined.join('')
}

function isWanted(search: Query['search'], line: ChatLine): boolean {
  const { conversationId, senderId: sender, kinds, from = 0, to = Infinity } = search
  if (conversationId !== undefined && conversationId !== chatId(line.conversation)) return false
  if (sender !== undefined && sender !== senderId(line.sender)) return false
  return line.at >= from && line.at <= to && (kinds === undefined || kinds.includes(line.type))
}
