import type { Cancel, Clock } from '../../src/main/lib/clock'

type Timer = { readonly id: number; at: number; readonly periodMs: number | undefined; readonly run: () => void }

/** A clock that only moves when told to. Timers fire in the order of their times, then of their making. */
export class FakeClock implements Clock {
  #now: number
  #monotonic = 0
  #nextId = 1
  readonly #timers = new Map<number, Timer>()

  constructor(now = 1_790_000_000_000) {
    this.#now = now
  }

  /** Whole milliseconds, as `Date.now`: a jittered timer may fire in between. */
  now(): number {
    return Math.floor(this.#now)
  }

  monotonic(): number {
    return this.#monotonic
  }

  after(delayMs: number, run: () => void): Cancel {
    return this.#add(delayMs, undefined, run)
  }

  every(periodMs: number, run: () => void): Cancel {
    return this.#add(periodMs, periodMs, run)
  }

  /** Timers that are waiting; 0 after a clean close. */
  get pending(): number {
    return this.#timers.size
  }

  /** Milliseconds until the next timer, or `undefined` without one. */
  get nextDelayMs(): number | undefined {
    const next = this.#next()
    return next === undefined ? undefined : Math.max(0, next.at - this.#monotonic)
  }

  /** Lets time pass; every timer that falls due fires at its own time. */
  advance(delayMs: number): void {
    const end = this.#monotonic + delayMs
    for (let next = this.#next(); next !== undefined && next.at <= end; next = this.#next()) {
      this.#moveTo(Math.max(next.at, this.#monotonic))
      if (next.periodMs === undefined) this.#timers.delete(next.id)
      else next.at = this.#monotonic + next.periodMs
      next.run()
    }
    this.#moveTo(end)
  }

  /** As `advance`, and lets promises settle after each timer. */
  async advanceAsync(delayMs: number): Promise<void> {
    const end = this.#monotonic + delayMs
    await settle()
    for (let next = this.nextDelayMs; next !== undefined && this.#monotonic + next <= end; next = this.nextDelayMs) {
      this.advance(next)
      await settle()
    }
    this.advance(Math.max(0, end - this.#monotonic))
    await settle()
  }

  /** The device's clock is set; timers, which are monotonic, do not notice. */
  jump(byMs: number): void {
    this.#now += byMs
  }

  #add(delayMs: number, periodMs: number | undefined, run: () => void): Cancel {
    const id = this.#nextId++
    this.#timers.set(id, { id, at: this.#monotonic + Math.max(0, delayMs), periodMs, run })
    return () => void this.#timers.delete(id)
  }

  #next(): Timer | undefined {
    let first: Timer | undefined
    for (const timer of this.#timers.values()) {
      if (first === undefined || timer.at < first.at || (timer.at === first.at && timer.id < first.id)) first = timer
    }
    return first
  }

  #moveTo(monotonic: number): void {
    this.#now += monotonic - this.#monotonic
    this.#monotonic = monotonic
  }
}

/** Runs the microtasks that are queued now, and those they queue. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}
