/** How many may do something at once: of one user, and in all. */
export class Slots {
  readonly #maxPerKey: number
  readonly #maxInAll: number
  readonly #taken = new Map<string, number>()
  #count = 0

  constructor(limits: { readonly perKey: number; readonly inAll: number }) {
    this.#maxPerKey = limits.perKey
    this.#maxInAll = limits.inAll
  }

  get count(): number {
    return this.#count
  }

  /** The function that gives the slot back, twice being harmless; `undefined` when there is none. */
  take(key: string): (() => void) | undefined {
    const mine = this.#taken.get(key) ?? 0
    if (mine >= this.#maxPerKey || this.#count >= this.#maxInAll) return undefined
    this.#taken.set(key, mine + 1)
    this.#count += 1
    let isGiven = false
    return () => {
      if (isGiven) return
      isGiven = true
      this.#count -= 1
      const left = (this.#taken.get(key) ?? 1) - 1
      if (left === 0) this.#taken.delete(key)
      else this.#taken.set(key, left)
    }
  }
}
