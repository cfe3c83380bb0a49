import type { Clock } from '../lib/clock'

/** Milliseconds that a speed is taken over, and before there is one worth the name. */
const WINDOW_MS = 5000
const SOONEST_MS = 500
/** Milliseconds between two marks. */
const MARK_MS = 250

type Mark = { readonly at: number; readonly done: number }

/** How fast bytes move: over the last seconds, so that neither a burst nor a pause stands for the whole. */
export class Meter {
  readonly #clock: Clock
  readonly #marks: Mark[] = []
  #done: number

  constructor(clock: Clock, done: number) {
    this.#clock = clock
    this.#done = done
    this.#marks.push({ at: clock.monotonic(), done })
  }

  get done(): number {
    return this.#done
  }

  /** So many bytes are there now; fewer than before where it began anew, which is no speed. */
  moved(done: number): void {
    const at = this.#clock.monotonic()
    if (done < this.#done) this.#marks.length = 0
    this.#done = done
    const last = this.#marks.at(-1)
    if (last === undefined || at - last.at >= MARK_MS) this.#marks.push({ at, done })
    while (this.#marks.length > 2 && at - this.#marks[0]!.at > WINDOW_MS) this.#marks.shift()
  }

  /** Bytes a second; 0 while nothing can be said. */
  get bytesPerSecond(): number {
    const [first] = this.#marks
    const ms = first === undefined ? 0 : this.#clock.monotonic() - first.at
    return first === undefined || ms < SOONEST_MS ? 0 : Math.round(((this.#done - first.done) * 1000) / ms)
  }

  /** `undefined` while there is no speed. */
  secondsLeft(size: number): number | undefined {
    const speed = this.bytesPerSecond
    return speed <= 0 || size <= this.#done ? undefined : Math.ceil((size - this.#done) / speed)
  }
}
