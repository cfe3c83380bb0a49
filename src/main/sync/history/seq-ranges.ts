/**
 * Sets of sequence numbers as ascending lists of ranges that neither overlap nor touch. Both ends are included.
 *
 * ```
 *   held     [1, 40] [44, 50]          of a conversation whose last seq is 52
 *   missing  [41, 43] [51, 52]
 * ```
 *
 * Pure: what goes in is never changed, and the result depends on the set alone, not on the order it was built in.
 */
export type SeqRange = readonly [from: number, to: number]
export type SeqRanges = readonly SeqRange[]

/** The set with `from…to` added. An empty range (`from > to`) adds nothing. */
export function addRange(ranges: SeqRanges, from: number, to: number): SeqRanges {
  if (from > to) return ranges
  const before: SeqRange[] = []
  const after: SeqRange[] = []
  let start = from
  let end = to
  for (const range of ranges) {
    if (range[1] < from - 1) before.push(range)
    else if (range[0] > to + 1) after.push(range)
    else {
      start = Math.min(start, range[0])
      end = Math.max(end, range[1])
    }
  }
  return [...before, [start, end], ...after]
}

/** Every element of both sets. */
export function union(a: SeqRanges, b: SeqRanges): SeqRanges {
  return b.reduce<SeqRanges>((sum, [from, to]) => addRange(sum, from, to), a)
}

/** What of `from…to` the set does not hold. */
export function missingIn(ranges: SeqRanges, from: number, to: number): SeqRanges {
  const missing: SeqRange[] = []
  let next = from
  for (const [start, end] of ranges) {
    if (end < next) continue
    if (start > to) break
    if (start > next) missing.push([next, start - 1])
    next = end + 1
  }
  if (next <= to) missing.push([next, to])
  return missing
}

/** What `a` has and `b` has not. */
export function subtract(a: SeqRanges, b: SeqRanges): SeqRanges {
  return a.flatMap(([from, to]) => missingIn(b, from, to))
}

/** What both sets have. */
export function intersect(a: SeqRanges, b: SeqRanges): SeqRanges {
  const common: SeqRange[] = []
  let i = 0
  let j = 0
  for (let left = a[i], right = b[j]; left !== undefined && right !== undefined; left = a[i], right = b[j]) {
    const from = Math.max(left[0], right[0])
    const to = Math.min(left[1], right[1])
    if (from <= to) common.push([from, to])
    if (left[1] < right[1]) i++
    else j++
  }
  return common
}

export function hasSeq(ranges: SeqRanges, seq: number): boolean {
  return ranges.some(([from, to]) => from <= seq && seq <= to)
}

/** How many elements the set has. */
export function countSeqs(ranges: SeqRanges): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0)
}

/** The last of a run without holes that starts right after `seq`; `seq` itself if the next one is not in the set. */
export function contiguousEnd(ranges: SeqRanges, seq: number): number {
  return ranges.find(([from, to]) => from <= seq + 1 && seq + 1 <= to)?.[1] ?? seq
}

/** The newest `count` elements. */
export function newest(ranges: SeqRanges, count: number): SeqRanges {
  const kept: SeqRange[] = []
  let left = count
  for (const [from, to] of [...ranges].reverse()) {
    if (left <= 0) break
    const start = Math.max(from, to - left + 1)
    kept.unshift([start, to])
    left -= to - start + 1
  }
  return kept
}

/** The newest run of at most `count` elements without a hole: what one history request may ask for. */
export function newestRun(ranges: SeqRanges, count: number): SeqRange | undefined {
  const last = ranges.at(-1)
  return last === undefined ? undefined : [Math.max(last[0], last[1] - count + 1), last[1]]
}

/** The seqs of a batch as ranges. */
export function rangesOf(seqs: Iterable<number>): SeqRanges {
  const runs: [number, number][] = []
  for (const seq of [...new Set(seqs)].sort((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last !== undefined && last[1] === seq - 1) last[1] = seq
    else runs.push([seq, seq])
  }
  return runs
}
