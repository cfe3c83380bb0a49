import type { Cancel, Clock } from './clock'

/** Milliseconds that changes wait for others: for whoever follows rows, be it the window or the badge. */
export const GATHER_MS = 30

/**
 * Changes that come one by one are told of together, once every 30 ms at most. What they are is for whoever owns this to
 * keep; here is only when.
 */
export class Gathering {
  readonly #clock: Clock
  readonly #tell: () => void
  #cancel: Cancel | undefined

  constructor(clock: Clock, tell: () => void) {
    this.#clock = clock
    this.#tell = tell
  }

  /** Something changed. */
  note(): void {
    this.#cancel ??= this.#clock.after(GATHER_MS, () => {
      this.#cancel = undefined
      this.#tell()
    })
  }

  /** What waits is told before something else is. */
  tellNow(): void {
    if (this.#cancel === undefined) return
    this.forget()
    this.#tell()
  }

  /** What was noted is not told any more. */
  forget(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }
}
