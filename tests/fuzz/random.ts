/** A small seeded generator (mulberry32): the same seed gives the same numbers on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A whole number from 0 to `below - 1`. */
export function below(random: () => number, limit: number): number {
  return Math.floor(random() * limit)
}

export function pick<T>(random: () => number, items: readonly T[]): T {
  return items[below(random, items.length)]!
}
