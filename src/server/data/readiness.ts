import type { Illness, StoreHealth } from './store-health'

/** Why nobody should be sent here now; `undefined`: come. */
export type Unready = Illness | { readonly code: 'starting' | 'shutting_down'; readonly reason: string }

/**
 * Whether this server takes in work now: all its ports are open, it is not on its way out, and what it takes in can be kept.
 * To be alive is less: a server whose disk is full answers, and no restart gives it room.
 */
export class Readiness {
  readonly #health: Pick<StoreHealth, 'check'>
  #stage: 'starting' | 'serving' | 'ending' = 'starting'

  constructor(health: Pick<StoreHealth, 'check'>) {
    this.#health = health
  }

  /** Every port is open. */
  begin(): void {
    if (this.#stage === 'starting') this.#stage = 'serving'
  }

  /** Clients are about to be told to go; for good. */
  end(): void {
    this.#stage = 'ending'
  }

  async check(): Promise<Unready> {
    if (this.#stage === 'starting') return { code: 'starting', reason: 'not every port is open yet' }
    const illness = await this.#health.check()
    // Asked last: it may have begun to end meanwhile.
    return this.#isEnding() ? { code: 'shutting_down', reason: 'the server is shutting down' } : illness
  }

  #isEnding(): boolean {
    return this.#stage === 'ending'
  }
}
