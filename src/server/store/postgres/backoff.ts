const FIRST_MS = 250
const MAX_MS = 5000

/**
 * How long a database that cannot be reached is left alone: 250 ms, twice as long after every try that failed, 5 s at
 * most. Meanwhile whoever asks is refused at once instead of waiting for a connection.
 */
export class Backoff {
  readonly #now: () => number
  #pauseMs = FIRST_MS
  #until = 0

  /** @param now any clock, ms */
  constructor(now: () => number) {
    this.#now = now
  }

  /** Milliseconds until a try is worth it; 0: now. */
  get waitMs(): number {
    return Math.max(0, this.#until - this.#now())
  }

  failed(): void {
    // Those that were under way together have failed once.
    if (this.waitMs > 0) return
    this.#until = this.#now() + this.#pauseMs
    this.#pauseMs = Math.min(MAX_MS, this.#pauseMs * 2)
  }

  succeeded(): void {
    this.#pauseMs = FIRST_MS
    this.#until = 0
  }
}
