import { BACKOFF_LIMIT_MS } from '../../lib/backoff'
import type { Clock, Random } from '../../lib/clock'

/** Requests a second, over all conversations, that may bring nothing (PROTOCOL 7.7). */
const PER_SECOND = 4
/** Requests in a row that brought nothing, after which there is a pause. */
const MAX_STREAK = 8
/** Milliseconds of the first pause; it doubles with every further request that brings nothing. */
const FIRST_PAUSE_MS = 1000

/**
 * How fast a server is asked for what it says it has (PROTOCOL 7.7). A request that brings something costs nothing:
 * repair goes as fast as the server answers. One that brings nothing is paid for, four of them a second; when the last
 * eight brought nothing, whatever the server says it has is not asked for until a pause is over.
 *
 * ```
 *   begin() ─ one of four tokens ─▶ end(true)   the token is given back, the streak is over
 *                                   end(false)  it comes back after 250 ms; eight in a row: a pause, then one at a time
 * ```
 */
export class Pace {
  readonly #clock: Clock
  readonly #random: Random
  #tokens = PER_SECOND
  #filledAt: number
  #streak = 0
  /** On the monotonic clock. */
  #pausedUntil = 0

  constructor({ clock, random }: { readonly clock: Clock; readonly random: Random }) {
    this.#clock = clock
    this.#random = random
    this.#filledAt = clock.monotonic()
  }

  /** Milliseconds until a request may be made; 0 = now. */
  get waitMs(): number {
    this.#fill()
    const forToken = this.#tokens >= 1 ? 0 : ((1 - this.#tokens) * 1000) / PER_SECOND
    return Math.ceil(Math.max(0, this.#pausedUntil - this.#clock.monotonic(), forToken))
  }

  /** The last requests brought nothing: there is a pause between any two now. */
  get isPausing(): boolean {
    return this.#streak >= MAX_STREAK
  }

  /** A request is made. */
  begin(): void {
    this.#fill()
    this.#tokens -= 1
  }

  /** Its answer brought something that was not here before, or nothing. */
  end(isFruitful: boolean): void {
    if (isFruitful) {
      this.#tokens = Math.min(PER_SECOND, this.#tokens + 1)
      return this.forgive()
    }
    this.#streak++
    if (this.#streak < MAX_STREAK) return
    const most = Math.min(BACKOFF_LIMIT_MS, FIRST_PAUSE_MS * 2 ** (this.#streak - MAX_STREAK))
    this.#pausedUntil = this.#clock.monotonic() + (most / 2) * (1 + this.#random())
  }

  /** Somebody asks, or the link is a new one: the pause is over. */
  forgive(): void {
    this.#streak = 0
    this.#pausedUntil = 0
  }

  #fill(): void {
    const now = this.#clock.monotonic()
    this.#tokens = Math.min(PER_SECOND, this.#tokens + ((now - this.#filledAt) * PER_SECOND) / 1000)
    this.#filledAt = now
  }
}
