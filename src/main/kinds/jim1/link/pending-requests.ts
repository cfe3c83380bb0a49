import type { Cancel, Clock } from '../../../lib/clock'

type Pending<T> = { readonly settle: (outcome: T) => void; readonly cancel: Cancel }

/** Requests that wait for the answer with their id. Each is settled exactly once: answered, timed out or lost. */
export class PendingRequests<T> {
  readonly #clock: Clock
  readonly #pending = new Map<number, Pending<T>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get size(): number {
    return this.#pending.size
  }

  /** Waits for an answer to `requestId`; after `limitMs` the outcome is `late`. */
  add(requestId: number, limitMs: number, late: T): Promise<T> {
    return new Promise((resolve) => {
      // Ids wrap after 2³² requests; whoever waits that long has lost.
      this.settle(requestId, late)
      const cancel = this.#clock.after(limitMs, () => this.settle(requestId, late))
      this.#pending.set(requestId, { settle: resolve, cancel })
    })
  }

  /** False: nobody waits for this id (any more). */
  settle(requestId: number, outcome: T): boolean {
    const pending = this.#pending.get(requestId)
    if (pending === undefined) return false
    this.#pending.delete(requestId)
    pending.cancel()
    pending.settle(outcome)
    return true
  }

  /** Settles whatever is left; the link is gone. */
  settleAll(outcome: T): void {
    for (const requestId of [...this.#pending.keys()]) this.settle(requestId, outcome)
  }
}
