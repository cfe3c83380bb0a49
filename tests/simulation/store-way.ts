import { aroundCalls } from '../../src/server/data/store-calls'
import type { ServerStore } from '../../src/server/store/server-store'
import { StoreUnavailableError } from '../../src/server/store/store-unavailable-error'
import { below } from '../fuzz/random'
import type { Timeline } from './timeline'

/** Milliseconds that a question, and its answer, are on their way at most; many are not at all. */
const MAX_WAY_MS = 9
const QUICK_PERCENT = 40
/** After so long a question without an answer is given up, as PostgreSQL gives up a statement. */
const PATIENCE_MS = 10_000

/** `refused`: the database is away, and says so; `silent`: neither questions nor answers arrive. */
export type WayState = 'well' | 'refused' | 'silent'

/**
 * One node's way to the store that all have. A question that is under way when the way breaks may have been heard: what it
 * changed is kept, and nobody is told.
 */
export class StoreWay {
  readonly #timeline: Timeline
  readonly #random: () => number
  readonly #waiting = new Set<() => void>()
  #state: WayState = 'well'

  constructor(timeline: Timeline, random: () => number) {
    this.#timeline = timeline
    this.#random = random
  }

  get state(): WayState {
    return this.#state
  }

  become(state: WayState): void {
    this.#state = state
    this.wake()
  }

  /** Whoever waits here looks again. */
  wake(): void {
    for (const go of [...this.#waiting]) go()
  }

  /** The store at the other end. */
  store(store: ServerStore, life: { readonly isDead: boolean }): ServerStore {
    return aroundCalls(store, async (call) => {
      await this.pass(life)
      const answer = await call()
      await this.pass(life)
      return answer
    })
  }

  /**
   * Once this way, in one direction.
   *
   * @throws StoreUnavailableError
   */
  async pass(life: { readonly isDead: boolean }): Promise<void> {
    if (below(this.#random, 100) >= QUICK_PERCENT) await this.#pause(1 + below(this.#random, MAX_WAY_MS))
    const until = this.#timeline.now + PATIENCE_MS
    while (this.#state === 'silent' && !life.isDead && this.#timeline.now < until) await this.#pause(until - this.#timeline.now)
    if (life.isDead) throw new Error('the server is dead')
    if (this.#state !== 'well') throw new StoreUnavailableError('the virtual database cannot be reached')
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        cancel()
        this.#waiting.delete(go)
        resolve()
      }
      const cancel = this.#timeline.after(ms, go)
      this.#waiting.add(go)
    })
  }
}
