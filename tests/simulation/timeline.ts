/** The least by which time passes, ms: a shorter delay may be nothing when it is added to hours, and whoever waits would wait for ever. */
const TICK_MS = 0.001

type Entry = { readonly at: number; readonly order: number; run: (() => void) | undefined }

/** Runs everything of one schedule in the order of virtual time; what falls due together, in the order it was made. */
export class Timeline {
  #now = 0
  #order = 0
  /** A binary heap, the earliest first; cancelled entries stay until they are on top. */
  readonly #heap: Entry[] = []

  /** Virtual milliseconds since the schedule began. */
  get now(): number {
    return this.#now
  }

  /** Returns the function that cancels. */
  after(delayMs: number, run: () => void): () => void {
    const delay = delayMs > 0 ? Math.max(TICK_MS, delayMs) : 0
    const entry: Entry = { at: this.#now + delay, order: this.#order++, run }
    this.#push(entry)
    return () => void (entry.run = undefined)
  }

  /** Lets time pass up to `until`; after each event everything that it set going comes to its rest. */
  async runUntil(until: number): Promise<void> {
    for (let next = this.#pop(until); next !== undefined; next = this.#pop(until)) {
      this.#now = Math.max(this.#now, next.at)
      next.run?.()
      await rest()
    }
    this.#now = Math.max(this.#now, until)
  }

  #push(entry: Entry): void {
    const heap = this.#heap
    let child = heap.push(entry) - 1
    while (child > 0) {
      const parent = (child - 1) >> 1
      if (isBefore(heap[parent]!, entry)) break
      heap[child] = heap[parent]!
      child = parent
    }
    heap[child] = entry
  }

  /** The earliest entry that is due and not cancelled. */
  #pop(until: number): Entry | undefined {
    for (let top = this.#heap[0]; top !== undefined && top.at <= until; top = this.#heap[0]) {
      this.#removeTop()
      if (top.run !== undefined) return top
    }
    return undefined
  }

  #removeTop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let parent = 0
    for (let child = 1; child < heap.length; child = 2 * parent + 1) {
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++
      if (isBefore(last, heap[child]!)) break
      heap[parent] = heap[child]!
      parent = child
    }
    heap[parent] = last
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}

/** Resolves when no promise can go on by itself any more: nothing in the simulation waits for anything real. */
export function rest(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
