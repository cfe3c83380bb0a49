import type { ServerClock } from '../clock'
import type { SeededRandom } from '../seed/random'
import type { Colleague } from './colleague'

/** Between two changes of one colleague. */
const STAY_MS = [60_000, 300_000] as const
/** Out of a hundred. */
const ONLINE = 70
const AWAY = 15

/** Colleagues get up from their desks and come back, but never more than half of them at once. */
export class ComingAndGoing {
  readonly #clock: ServerClock
  readonly #random: SeededRandom
  readonly #colleagues: readonly Colleague[]
  readonly #onFailure: (error: unknown) => void
  readonly #timers = new Map<Colleague, () => void>()

  constructor(options: {
    readonly clock: ServerClock
    readonly random: SeededRandom
    readonly colleagues: readonly Colleague[]
    readonly onFailure: (error: unknown) => void
  }) {
    this.#clock = options.clock
    this.#random = options.random
    this.#colleagues = options.colleagues
    this.#onFailure = options.onFailure
  }

  /** The first two are at their desks, so that nobody finds an empty office. */
  async start(): Promise<void> {
    for (const [i, colleague] of this.#colleagues.entries()) {
      await (i < 2 ? colleague.be('online') : this.#change(colleague))
      this.#changeLater(colleague)
    }
  }

  close(): void {
    for (const cancel of this.#timers.values()) cancel()
    this.#timers.clear()
  }

  #changeLater(colleague: Colleague): void {
    const cancel = this.#clock.after(this.#random.between(...STAY_MS), () => {
      void this.#change(colleague).catch(this.#onFailure)
      if (colleague.state === 'retired') this.#timers.delete(colleague)
      else this.#changeLater(colleague)
    })
    this.#timers.set(colleague, cancel)
  }

  async #change(colleague: Colleague): Promise<void> {
    const playing = this.#colleagues.filter(({ state }) => state !== 'retired')
    const others = playing.filter((other) => other !== colleague && other.state !== 'online').length
    const mayRest = others + 1 <= playing.length / 2
    const chance = this.#random.between(1, 100)
    if (chance <= ONLINE || !mayRest) return colleague.be('online')
    return chance <= ONLINE + AWAY ? colleague.be('away') : colleague.leave()
  }
}
