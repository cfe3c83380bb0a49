type Task = () => Promise<void>

/** Hashes of passwords take a processor for a while each, and 32 MiB: a few at a time, and only so many wait. */
export type HashQueueLimits = {
  /** Of one address. */
  readonly maxPerAddress: number
  readonly maxInAll: number
}

/** Two leave half of libuv's four threads to the disk. */
const AT_ONCE = 2

/** The queue is full; `retryAfterMs` is about how long what waits will take. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError'

  constructor(readonly retryAfterMs: number) {
    super('too many log-ins wait to be checked')
  }
}

/** What one hash takes, about, on a slow machine. */
const HASH_MS = 100

/**
 * The passwords that wait to be checked. Addresses take turns, so that whoever floods waits behind themselves:
 *
 * ```
 *   10.0.0.7  ▢ ▢ ▢ ▢ ▢ ▢ ▢ ─┐
 *   10.0.0.8  ▢             ─┼─▶ 7, 8, 9, 7, 7, … two at a time
 *   10.0.0.9  ▢             ─┘
 * ```
 */
export class HashQueue {
  readonly #limits: HashQueueLimits
  /** By address, in the order of their turns. */
  readonly #waiting = new Map<string, Task[]>()
  #waitingCount = 0
  #running = 0

  constructor(limits: HashQueueLimits) {
    this.#limits = limits
  }

  /** @throws QueueFullError at once */
  async run<T>(address: string, work: () => Promise<T>): Promise<T> {
    const own = this.#waiting.get(address) ?? []
    if (own.length >= this.#limits.maxPerAddress || this.#waitingCount >= this.#limits.maxInAll)
      throw new QueueFullError(Math.ceil(((this.#waitingCount + 1) * HASH_MS) / AT_ONCE))
    return new Promise<T>((resolve, reject) => {
      own.push(() => work().then(resolve, reject))
      this.#waiting.set(address, own)
      this.#waitingCount += 1
      this.#next()
    })
  }

  #next(): void {
    while (this.#running < AT_ONCE) {
      const [address, tasks] = this.#waiting.entries().next().value ?? []
      const task = tasks?.shift()
      if (address === undefined || tasks === undefined || task === undefined) return
      this.#waitingCount -= 1
      // To the back of the row: it is the next address' turn.
      this.#waiting.delete(address)
      if (tasks.length > 0) this.#waiting.set(address, tasks)
      this.#running += 1
      void task().finally(() => {
        this.#running -= 1
        this.#next()
      })
    }
  }
}
