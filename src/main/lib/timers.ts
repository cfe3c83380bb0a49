import type { Cancel, Clock } from './clock'

/** The timers of one owner, cancelled together when it ends. */
export class Timers {
  readonly #clock: Clock
  readonly #waiting = new Set<Cancel>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  after(delayMs: number, run: () => void): void {
    const cancel = this.#clock.after(delayMs, () => {
      this.#waiting.delete(cancel)
      run()
    })
    this.#waiting.add(cancel)
  }

  close(): void {
    for (const cancel of this.#waiting) cancel()
    this.#waiting.clear()
  }
}
