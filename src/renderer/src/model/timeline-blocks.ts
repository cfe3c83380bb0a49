import type { Message } from '@shared/message'
import { isNotice, messagesOf, type TimelineRow } from './timeline-rows'

/**
 * Rows that stand together: a run of one sender, or a single row of another kind. A run of somebody else has one avatar,
 * which follows the view from its first bubble to its last.
 */
export type TimelineBlock = {
  /** Stays with the run while messages come before, behind or within it, so that its elements stay too. */
  readonly key: string
  readonly rows: readonly TimelineRow[]
  /** The newest message of a run of somebody else: whose avatar stands at it. */
  readonly sender?: Message
}

/**
 * Cuts rows into blocks. Rows and blocks that say the same as before are the very same objects: what has not changed is
 * not drawn again.
 */
export function timelineBlocks(rows: readonly TimelineRow[], before: readonly TimelineBlock[]): readonly TimelineBlock[] {
  const oldRows = new Map(before.flatMap((block) => block.rows.map((row) => [row.key, row] as const)))
  const oldBlocks = new Map(before.flatMap((block) => block.rows.map((row) => [row.key, block] as const)))
  const claimed = new Set<string>()
  return runsOf(rows.map((row) => kept(oldRows.get(row.key), row))).map((run): TimelineBlock => {
    const old = run.map(({ key }) => oldBlocks.get(key)).find((block) => block !== undefined && !claimed.has(block.key))
    // A run that was cut in two leaves its key to the first half; the other is named after its own first row.
    const own = `b-${run[0]?.key}`
    const key = old?.key ?? (claimed.has(own) ? `${own}+` : own)
    claimed.add(key)
    if (old?.rows.length === run.length && old.rows.every((row, index) => row === run[index])) return old
    const sender = senderOf(run)
    return { key, rows: run, ...(sender === undefined ? {} : { sender }) }
  })
}

function runsOf(rows: readonly TimelineRow[]): readonly (readonly TimelineRow[])[] {
  const runs: TimelineRow[][] = []
  for (const row of rows) {
    const run = runs.at(-1)
    if (run !== undefined && row.type === 'message' && !row.isFirst) run.push(row)
    else runs.push([row])
  }
  return runs
}

function senderOf(run: readonly TimelineRow[]): Message | undefined {
  const last = run.at(-1)
  return last?.type !== 'message' || last.message.isMine || isNotice(last.message) ? undefined : last.message
}

function kept(before: TimelineRow | undefined, now: TimelineRow): TimelineRow {
  return before !== undefined && isSame(before, now) ? before : now
}

function isSame(a: TimelineRow, b: TimelineRow): boolean {
  if (a.type === 'message' && b.type === 'message') {
    const [shown, other] = [messagesOf(a), messagesOf(b)]
    const isOne = shown.length === other.length && shown.every((message, index) => message === other[index])
    return isOne && a.isFirst === b.isFirst && a.isLast === b.isLast && a.recall === b.recall
  }
  if (a.type === 'gap' && b.type === 'gap') return a.gap === b.gap
  if (a.type === 'day' && b.type === 'day') return a.at === b.at
  return a.type === b.type && a.type !== 'message' && a.type !== 'gap' && a.type !== 'day'
}
