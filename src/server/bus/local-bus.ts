import type { Bus, BusEvent } from './bus'

/** The bus of a server that is one process. */
export class LocalBus implements Bus {
  readonly #listeners = new Set<(event: BusEvent) => void>()

  publish(event: BusEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  subscribe(listener: (event: BusEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}
