import type { Cancel, Clock } from '../../src/main/lib/clock'
import type { ServerClock } from '../../src/server/clock'
import type { Timeline } from './timeline'

/** Epoch ms at which every schedule begins. */
export const EPOCH_MS = 1_790_000_000_000

type Parked = { readonly due: number; readonly fire: () => void }

/**
 * The clock of one life of a device: from the start of its program to its end. The wall may be set, sleep stops the
 * monotonic time and every timer, and after the end nothing fires any more.
 */
export class VirtualClock implements Clock {
  readonly #timeline: Timeline
  /** Milliseconds by which the wall is wrong. */
  #skewMs: number
  #sleptMs = 0
  #asleepAt: number | undefined
  #isDead = false
  #pending = 0
  readonly #parked = new Set<Parked>()

  constructor(timeline: Timeline, skewMs = 0) {
    this.#timeline = timeline
    this.#skewMs = skewMs
  }

  now(): number {
    return Math.floor(EPOCH_MS + this.#timeline.now + this.#skewMs)
  }

  monotonic(): number {
    return (this.#asleepAt ?? this.#timeline.now) - this.#sleptMs
  }

  /** Timers of the program under test that have neither fired nor been cancelled. */
  get pending(): number {
    return this.#pending
  }

  get skewMs(): number {
    return this.#skewMs
  }

  get isAsleep(): boolean {
    return this.#asleepAt !== undefined
  }

  get isDead(): boolean {
    return this.#isDead
  }

  after(delayMs: number, run: () => void): Cancel {
    let isOpen = true
    this.#pending++
    const settle = (): boolean => {
      if (!isOpen) return false
      isOpen = false
      this.#pending--
      return true
    }
    const cancel = this.deliver(delayMs, () => {
      if (settle()) run()
    })
    return () => {
      if (settle()) cancel()
    }
  }

  every(periodMs: number, run: () => void): Cancel {
    let cancel: Cancel = () => undefined
    const again = (): void => {
      cancel = this.after(periodMs, () => {
        again()
        run()
      })
    }
    again()
    return () => cancel()
  }

  /** As `after`, for what reaches the device from outside: bytes, answers. It is not one of the program's timers. */
  deliver(delayMs: number, run: () => void): Cancel {
    const due = this.monotonic() + Math.max(0, delayMs)
    let cancel: Cancel = () => undefined
    let parked: Parked | undefined
    const fire = (): void => {
      if (this.#isDead) return
      const leftMs = due - this.monotonic()
      if (this.isAsleep) this.#parked.add((parked = { due, fire }))
      // Sums of fractions are not exact: a thousandth of a millisecond is on time.
      else if (leftMs > 0.001) cancel = this.#timeline.after(leftMs, fire)
      else run()
    }
    cancel = this.#timeline.after(delayMs, fire)
    return () => {
      cancel()
      if (parked !== undefined) this.#parked.delete(parked)
    }
  }

  /** The device's clock is set; timers do not notice. */
  jump(byMs: number): void {
    this.#skewMs += byMs
  }

  sleep(): void {
    this.#asleepAt ??= this.#timeline.now
  }

  wake(): void {
    if (this.#asleepAt === undefined) return
    this.#sleptMs += this.#timeline.now - this.#asleepAt
    this.#asleepAt = undefined
    const parked = [...this.#parked]
    this.#parked.clear()
    for (const { due, fire } of parked) this.#timeline.after(due - this.monotonic(), fire)
  }

  /** As kill -9: nothing of this program runs any more. */
  kill(): void {
    this.#isDead = true
    this.#parked.clear()
  }
}

/** The clock of one life of the server. */
export class VirtualServerClock implements ServerClock {
  readonly #timeline: Timeline
  #isDead = false

  constructor(timeline: Timeline) {
    this.#timeline = timeline
  }

  now(): number {
    return Math.floor(EPOCH_MS + this.#timeline.now)
  }

  after(delayMs: number, run: () => void): () => void {
    return this.#timeline.after(delayMs, () => {
      if (!this.#isDead) run()
    })
  }

  kill(): void {
    this.#isDead = true
  }
}
