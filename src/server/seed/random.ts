/** A small seeded source of chance (mulberry32): the same seed gives the same office on every machine. */
export type SeededRandom = {
  /** A number in [0, 1). */
  readonly next: () => number
  /** A whole number from `from` to `to`, both included. */
  readonly between: (from: number, to: number) => number
  readonly pick: <T>(items: readonly T[]) => T
}

export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    pick<T>(items: readonly T[]): T {
      const item = items[Math.floor(next() * items.length)]
      if (item === undefined) throw new RangeError('nothing to pick from')
      return item
    },
  }
}

/**
 * Deals every item once, in a random order, before any comes again: what was just said is the last thing to return.
 */
export function createDeck<T>(items: readonly T[], random: SeededRandom): () => T {
  const cards = [...items]
  let left = 0
  return () => {
    if (cards.length === 0) throw new RangeError('an empty deck')
    // The card dealt last lies at index 0 when the deck is through; keep it from being dealt first again.
    const isFresh = left === 0
    if (isFresh) left = cards.length
    const chosen = random.between(isFresh && cards.length > 1 ? 1 : 0, left - 1)
    left -= 1
    const card = cards[chosen]!
    cards[chosen] = cards[left]!
    cards[left] = card
    return card
  }
}
