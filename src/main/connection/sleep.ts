import type { Clock } from '../lib/clock'

/** How long the machine slept. */
export class Sleep {
  readonly #clock: Clock
  #since: { readonly wall: number; readonly monotonic: number } | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  begin(): void {
    this.#since = { wall: this.#clock.now(), monotonic: this.#clock.monotonic() }
  }

  /** Milliseconds. Both clocks are asked: one may stand still during sleep, the other may be set. */
  end(): number {
    const since = this.#since
    this.#since = undefined
    return since === undefined ? 0 : Math.max(this.#clock.now() - since.wall, this.#clock.monotonic() - since.monotonic)
  }
}
