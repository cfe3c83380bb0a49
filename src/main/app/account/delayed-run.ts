import type { Cancel, Clock } from '../../lib/clock'

/** Runs something soon, but never in the call that asked for it, nor more often than once in `periodMs`. */
export class DelayedRun {
  readonly #clock: Clock
  readonly #periodMs: number
  readonly #run: () => void
  #cancel: Cancel | undefined
  #ranAt = -Infinity

  constructor(clock: Clock, periodMs: number, run: () => void) {
    this.#clock = clock
    this.#periodMs = periodMs
    this.#run = run
  }

  ask(): void {
    const waitMs = Math.max(0, this.#ranAt + this.#periodMs - this.#clock.monotonic())
    this.#cancel ??= this.#clock.after(waitMs, () => {
      this.#cancel = undefined
      this.#ranAt = this.#clock.monotonic()
      this.#run()
    })
  }

  /** What was asked for is not run any more. */
  cancel(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }
}
