import type { Op, Schedule } from './schedule'

/** Runs that shrinking may cost at most. */
const BUDGET = 150

/**
 * The same schedule with fewer things happening that still fails (delta debugging: leave out halves, quarters …
 * as long as it fails without them). `fails` must answer the same for the same schedule.
 */
export async function shrink(schedule: Schedule, fails: (smaller: Schedule) => Promise<boolean>, budget = BUDGET): Promise<Schedule> {
  let ops = schedule.ops
  let left = budget
  for (let size = Math.ceil(ops.length / 2); size >= 1 && left > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < ops.length && left > 0;) {
      const fewer = withoutRange(ops, from, size)
      left--
      if (await fails({ ...schedule, ops: fewer })) ops = fewer
      else from += size
    }
  }
  return { ...schedule, ops }
}

/** What is left out passes its time on, so that the rest happens when it did. */
function withoutRange(ops: readonly Op[], from: number, size: number): readonly Op[] {
  const skippedMs = ops.slice(from, from + size).reduce((sum, { delayMs }) => sum + delayMs, 0)
  const rest = ops.slice(from + size)
  const [next, ...others] = rest
  return [...ops.slice(0, from), ...(next === undefined ? [] : [{ ...next, delayMs: next.delayMs + skippedMs }, ...others])]
}
