import type { ConversationId } from '@shared/ids'
import type { Clock } from '../../lib/clock'
import type { Store } from '../../store/store'
import { TimerSet } from '../../lib/timer-set'

/** Conversations that are looked at in one go: the window waits for nothing longer. */
const SLICE = 500

/** Goes through the conversations that have holes, slice by slice; in between the event loop runs. */
export class IncompleteWalk {
  readonly #store: Store
  readonly #timers: TimerSet
  #walks = 0

  constructor({ store, clock }: { readonly store: Store; readonly clock: Clock }) {
    this.#store = store
    this.#timers = new TimerSet(clock)
  }

  /** The most recently active first. The promise of a walk that was stopped never settles. */
  async each(run: (conversationIds: readonly ConversationId[]) => void): Promise<void> {
    const name = String(++this.#walks)
    const pause = (): Promise<void> => new Promise((resolve) => this.#timers.set(name, 0, resolve))
    await pause()
    for (const ids of this.#store.ranges.incompleteSlices(SLICE)) {
      if (ids.length > 0) run(ids)
      await pause()
    }
  }

  stop(): void {
    this.#timers.clear()
  }

  close(): void {
    this.#timers.close()
  }
}
