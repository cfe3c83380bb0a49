/** `isQuick`: less work, for a look only; the others instead of the usual. */
export type BenchOptions = {
  readonly isQuick: boolean
  /** The size of the large file. */
  readonly mib: number | undefined
  /** The number of small ones. */
  readonly files: number | undefined
  /** The number of messages that are imported. */
  readonly rows: number | undefined
}

/** One figure beside its baseline, both from this run. */
export type Row = {
  readonly name: string
  /** What is compared with what. */
  readonly against: string
  readonly value: number
  readonly unit: string
  readonly baseline: number
  /** `value / baseline`. */
  readonly ratio: number
  /** The smallest and the largest ratio of the runs: the spread. */
  readonly spread: readonly [number, number]
  readonly goal: string
  readonly met: boolean
}

export type Goal = { readonly text: string; readonly isMet: (ratio: number) => boolean }

export const atLeast = (ratio: number): Goal => ({ text: `≥ ${ratio} ×`, isMet: (value) => value >= ratio })
export const atMost = (ratio: number): Goal => ({ text: `≤ ${ratio} ×`, isMet: (value) => value <= ratio })

export const RUNS = 5

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)]!
}

/** Milliseconds that `run` takes. */
export async function timeOf(run: () => void | Promise<void>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

/**
 * A figure in ms beside another, of which there is one each: a bound, or the median of what is nothing else.
 * @param spread the smallest and the largest ratio; by default there is none
 * @param goal by default there is none: the figure is told, not judged
 */
export function msRow(options: {
  readonly name: string
  readonly value: number
  readonly baseline: number
  readonly against?: string
  readonly spread?: readonly [number, number]
  readonly goal?: Goal
}): Row {
  const { name, value, baseline, goal } = options
  const ratio = value / baseline
  return {
    name,
    against: options.against ?? `${baseline} ms`,
    value,
    unit: 'ms',
    baseline,
    ratio,
    spread: options.spread ?? [ratio, ratio],
    goal: goal?.text ?? 'none',
    met: goal?.isMet(ratio) ?? true,
  }
}

/** The smallest and the largest of some times, as ratios. */
export function extremes(times: readonly number[], baseline: number): readonly [number, number] {
  return [Math.min(...times) / baseline, Math.max(...times) / baseline]
}

export type Pair = { readonly value: number; readonly baseline: number }

/** Compares pair by pair, each measured beside its own baseline; the median pair is quoted. */
export function rowOf(options: {
  readonly name: string
  readonly against: string
  readonly unit: string
  readonly goal: Goal
  readonly pairs: readonly Pair[]
}): Row {
  const { pairs, goal, ...shown } = options
  const ratios = pairs.map(({ value, baseline }) => value / baseline)
  const ratio = median(ratios)
  return {
    ...shown,
    value: median(pairs.map(({ value }) => value)),
    baseline: median(pairs.map(({ baseline }) => baseline)),
    ratio,
    spread: [Math.min(...ratios), Math.max(...ratios)],
    goal: goal.text,
    met: goal.isMet(ratio),
  }
}

/**
 * Runs the figure and its baseline in turn, A B A B …, after one warm-up of each, and compares pair by pair: a machine
 * whose speed drifts then moves both. The median pair is quoted.
 */
export async function compare(options: {
  readonly name: string
  readonly against: string
  readonly unit: string
  readonly goal: Goal
  readonly runs?: number
  readonly figure: () => number | Promise<number>
  readonly baseline: () => number | Promise<number>
}): Promise<Row> {
  await options.figure()
  await options.baseline()
  const pairs: Pair[] = []
  for (let i = 0; i < (options.runs ?? RUNS); i++) pairs.push({ value: await options.figure(), baseline: await options.baseline() })
  const { name, against, unit, goal } = options
  return rowOf({ name, against, unit, goal, pairs })
}
