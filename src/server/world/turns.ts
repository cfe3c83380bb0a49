/** The most items that are worked on together; more would keep the event loop from everybody else. */
const MAX_BATCH = 500

type Task<T> = { readonly kind: 'item'; readonly item: T } | { readonly kind: 'alone'; readonly run: () => Promise<void> }

/**
 * The first half of the work on a batch is done: the next batch may begin its own. Resolves when nothing of a batch before is
 * under way any more. To be called once at most.
 */
export type HalfDone = () => Promise<void>

/**
 * Everything that changes conversations takes its turn here. Items that come together are worked on together, in the
 * order they came, so that one transaction stores a burst; what must not be interleaved runs alone.
 *
 * ```
 *   item item item │ item item │ alone │ item item
 *   └── one batch ─┘ one batch         └── one batch
 *   first half │ second half
 *              │ first half │ second half              where the work says that its first half is done
 * ```
 */
export class Turns<T> {
  readonly #work: (batch: readonly T[], halfDone: HalfDone) => Promise<void>
  readonly #defer: (run: () => void) => void
  #queue: Task<T>[] = []
  #isRunning = false
  /** The batch before, which may be in its second half. */
  #before: Promise<void> = Promise.resolve()
  #idleWaiters: (() => void)[] = []

  /**
   * @param work must not throw: each item hears of its own failure
   * @param defer runs it once those who arrived together have joined the queue
   */
  constructor(work: (batch: readonly T[], halfDone: HalfDone) => Promise<void>, defer: (run: () => void) => void) {
    this.#work = work
    this.#defer = defer
  }

  add(item: T): void {
    this.#push({ kind: 'item', item })
  }

  /** Runs when everything before it is done, and nothing else meanwhile. */
  alone<R>(run: () => Promise<R>): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#push({ kind: 'alone', run: () => run().then(resolve, reject) })
    })
  }

  /** Resolves when nothing waits any more, nor is under way. */
  async idle(): Promise<void> {
    while (this.#isRunning) await new Promise<void>((resolve) => void this.#idleWaiters.push(resolve))
    const before = this.#before
    await before
    if (this.#isRunning || this.#before !== before) return this.idle()
  }

  #push(task: Task<T>): void {
    this.#queue.push(task)
    if (this.#isRunning) return
    this.#isRunning = true
    this.#defer(() => void this.#run())
  }

  async #run(): Promise<void> {
    const queue = this.#queue
    this.#queue = []
    for (let i = 0; i < queue.length;) {
      const task = queue[i]!
      if (task.kind === 'alone') {
        await this.#before
        await task.run()
        i += 1
      } else {
        const batch: T[] = []
        for (; i < queue.length && batch.length < MAX_BATCH; i++) {
          const next = queue[i]!
          if (next.kind === 'alone') break
          batch.push(next.item)
        }
        await this.#begin(batch)
      }
    }
    // Whoever joined meanwhile has waited for one turn, and with others who came since.
    if (this.#queue.length > 0) return this.#defer(() => void this.#run())
    this.#isRunning = false
    for (const resolve of this.#idleWaiters.splice(0)) resolve()
  }

  /** Resolves when the next may begin: at most two are under way. */
  async #begin(batch: readonly T[]): Promise<void> {
    const before = this.#before
    await new Promise<void>((begun) => {
      const halfDone = (): Promise<void> => {
        begun()
        return before
      }
      this.#before = this.#work(batch, halfDone).finally(begun)
    })
    await before
  }
}
