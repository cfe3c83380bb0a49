/** Names longer than this are compared by their beginning. */
const MAX_CHARS = 40

/** The one of `names` that somebody most likely meant, however it is cased or hyphenated; `undefined`: none is near. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  const word = plain(typed)
  let found: string | undefined
  let best = Math.max(2, Math.floor(word.length / 3)) + 1
  for (const name of names) {
    const steps = distance(word, plain(name))
    if (steps < best) [found, best] = [name, steps]
  }
  return found
}

/** `: did you mean X?`, or nothing. */
export function suggestion(typed: string, names: readonly string[]): string {
  const meant = nearest(typed, names)
  return meant === undefined ? '' : `: did you mean ${meant}?`
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, MAX_CHARS)
}

/** Letters to add, remove, exchange, or swap with their neighbour. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      let steps = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + (isSame ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) steps = Math.min(steps, rows[i - 2]![j - 2]! + 1)
      row.push(steps)
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}
