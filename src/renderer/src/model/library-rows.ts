import type { Message } from '@shared/message'
import { byMonth, type Month } from './months'

/** A line of the library: a month's heading, a thing by itself, or some pictures and films that follow each other. */
export type LibraryRow =
  | { readonly row: 'month'; readonly key: string; readonly month: Month }
  | { readonly row: 'item'; readonly key: string; readonly item: Message; /** Among all. */ readonly index: number }
  | {
      readonly row: 'tiles'
      readonly key: string
      readonly items: readonly Message[]
      /** Of the first, among all. */ readonly index: number
    }

type RowOptions = {
  /** Tiles that one line has room for; 0: pictures stand in lines of their own like everything else. */
  readonly columns: number
  readonly zone: string
  /** Whether the order is one of time. */
  readonly hasMonths: boolean
}

/** Pictures that follow each other are tiles from so many on: one alone would leave its line empty. */
const MIN_TILES = 3

/** Every thing keeps its place in the order: tiles are only what follows each other anyway. */
export function libraryRows(items: readonly Message[], { columns, zone, hasMonths }: RowOptions): readonly LibraryRow[] {
  const groups = hasMonths ? byMonth(items, zone) : [{ month: undefined, items }]
  const rows: LibraryRow[] = []
  let index = 0
  for (const group of groups) {
    if (group.month !== undefined) rows.push({ row: 'month', key: `month ${group.month.from}`, month: group.month })
    for (const run of runsOf(group.items)) {
      const isTiled = columns > 0 && run.length >= MIN_TILES
      for (let from = 0; from < run.length; from += isTiled ? columns : 1) {
        const [first] = run.slice(from, from + 1) as [Message]
        if (isTiled) rows.push({ row: 'tiles', key: `tiles ${first.localId}`, items: run.slice(from, from + columns), index: index + from })
        else rows.push({ row: 'item', key: `item ${first.localId}`, item: first, index: index + from })
      }
      index += run.length
    }
  }
  return rows
}

/** Pictures and films that follow each other, and everything else by itself. */
function runsOf(items: readonly Message[]): readonly (readonly Message[])[] {
  const runs: Message[][] = []
  for (const item of items) {
    const last = runs.at(-1)
    if (last?.[0] !== undefined && isTile(last[0]) && isTile(item)) last.push(item)
    else runs.push([item])
  }
  return runs
}

/** Drawn as a small square. */
export function isTile({ content }: Pick<Message, 'content'>): boolean {
  return content.kind === 'image' || content.kind === 'video'
}

/** In which line a thing stands; -1: in none. */
export function rowOf(rows: readonly LibraryRow[], index: number): number {
  return rows.findIndex((row) => row.row !== 'month' && row.index <= index && index < row.index + countIn(row))
}

export type LibraryStep = 'previous' | 'next' | 'above' | 'below' | 'first' | 'last'

/** The thing that a key leads to, among all; the same one at an end. */
export function stepTo(rows: readonly LibraryRow[], from: number, step: LibraryStep): number {
  const count = rows.reduce((sum, row) => sum + countIn(row), 0)
  if (count === 0) return -1
  if (step === 'first' || from < 0) return 0
  if (step === 'last') return count - 1
  if (step === 'previous' || step === 'next') return Math.min(count - 1, Math.max(0, from + (step === 'next' ? 1 : -1)))
  const at = rowOf(rows, from)
  const here = rows[at]
  const beyond = step === 'below' ? rows.slice(at + 1) : rows.slice(0, Math.max(0, at)).toReversed()
  const next = beyond.find((row) => row.row !== 'month')
  if (next === undefined) return from
  const column = here === undefined || here.row === 'month' ? 0 : from - here.index
  return next.index + Math.min(column, countIn(next) - 1)
}

function countIn(row: LibraryRow): number {
  return row.row === 'month' ? 0 : row.row === 'item' ? 1 : row.items.length
}
