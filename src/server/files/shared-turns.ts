import type { ServerClock } from '../clock'
import { alone } from '../data/alone'
import type { Claims } from '../store/claims'
import { KeyedTurns, type Turns } from './keyed-turns'

/** Turns of all nodes. */
export class SharedTurns implements Turns {
  readonly #here = new KeyedTurns()
  readonly #claims: Claims
  readonly #clock: ServerClock

  constructor(claims: Claims, clock: ServerClock) {
    this.#claims = claims
    this.#clock = clock
  }

  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    return this.#here.run(key, () => alone(this.#claims, `content ${key}`, this.#clock, task))
  }
}
