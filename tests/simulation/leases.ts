/** A stretch of seeds, ascending, for one worker to run. */
export type Lease = {
  readonly from: number
  readonly count: number
  /** One seed by itself: the worker that had it in a longer lease did not survive it. */
  readonly isAlone: boolean
}

/** Seeds of one lease at most: what a worker that ends leaves to others. */
const LEASE_SEEDS = 50

/** Which seeds are still to be run, and which are with whom. */
export class Leases {
  readonly #end: number
  #next: number
  /** What came back from workers that ended. */
  readonly #returned: Lease[] = []
  /** What is out, and how many seeds of it are done. */
  readonly #out = new Map<Lease, number>()

  constructor(first: number, count: number) {
    this.#next = first
    this.#end = first + count
  }

  /** All seeds below this one are done. */
  get doneBelow(): number {
    const open = [...this.#out].map(([lease, done]) => lease.from + done)
    return Math.min(this.#next, ...open, ...this.#returned.map(({ from }) => from))
  }

  get isEmpty(): boolean {
    return this.#returned.length === 0 && this.#next >= this.#end
  }

  take(): Lease | undefined {
    const lease = this.#returned.shift() ?? this.#fresh()
    if (lease !== undefined) this.#out.set(lease, 0)
    return lease
  }

  /** The next seed of the lease is done. True when it was the last. */
  note(lease: Lease): boolean {
    const done = (this.#out.get(lease) ?? 0) + 1
    this.#out.set(lease, done)
    if (done < lease.count) return false
    this.#out.delete(lease)
    return true
  }

  /** Whoever had the lease has ended. Returns the seed that it was on, to be run by itself unless it was already. */
  giveBack(lease: Lease): number {
    const seed = lease.from + (this.#out.get(lease) ?? 0)
    const left = lease.from + lease.count - seed - 1
    this.#out.delete(lease)
    if (!lease.isAlone) this.#returned.unshift({ from: seed, count: 1, isAlone: true })
    if (left > 0) this.#returned.push({ from: seed + 1, count: left, isAlone: false })
    return seed
  }

  #fresh(): Lease | undefined {
    const from = this.#next
    const count = Math.min(LEASE_SEEDS, this.#end - from)
    if (count <= 0) return undefined
    this.#next += count
    return { from, count, isAlone: false }
  }
}
