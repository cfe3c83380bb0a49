/** Cancels a timer; calling it twice, or after it fired, is harmless. */
export type Cancel = () => void

/**
 * Time as a parameter. Everything that waits takes one, so that tests and the simulation decide when time passes.
 */
export interface Clock {
  /** Epoch ms of this device. It may jump. */
  now(): number
  /** Milliseconds that never go back, for measuring durations. */
  monotonic(): number
  after(delayMs: number, run: () => void): Cancel
  every(periodMs: number, run: () => void): Cancel
}

/** A number in [0, 1), like `Math.random`. */
export type Random = () => number

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
  every(periodMs, run) {
    const timer = setInterval(run, periodMs)
    return () => clearInterval(timer)
  },
}
