import type { Cancel, Clock } from './clock'

/** The timers of one owner by name: a new one under a name replaces the old, and `clear` stops them all. */
export class TimerSet {
  readonly #clock: Clock
  readonly #timers = new Map<string, { readonly cancel: Cancel; readonly dueAt: number }>()
  #isClosed = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  has(name: string): boolean {
    return this.#timers.has(name)
  }

  /** Epoch ms at which a timer that waits will run. */
  dueAt(name: string): number | undefined {
    return this.#timers.get(name)?.dueAt
  }

  set(name: string, delayMs: number, run: () => void): void {
    this.cancel(name)
    if (this.#isClosed) return
    const cancel = this.#clock.after(delayMs, () => {
      this.#timers.delete(name)
      run()
    })
    this.#timers.set(name, { cancel, dueAt: this.#clock.now() + delayMs })
  }

  /** Starts the timer unless one of that name already waits. */
  setOnce(name: string, delayMs: number, run: () => void): void {
    if (!this.has(name)) this.set(name, delayMs, run)
  }

  cancel(name: string): void {
    this.#timers.get(name)?.cancel()
    this.#timers.delete(name)
  }

  clear(): void {
    for (const { cancel } of this.#timers.values()) cancel()
    this.#timers.clear()
  }

  /** Stops them all, and starts none any more. */
  close(): void {
    this.#isClosed = true
    this.clear()
  }
}
