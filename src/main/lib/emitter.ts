/** A typed event source. `Events` maps an event's name to its value. */
export class Emitter<Events extends Record<string, unknown>> {
  readonly #listeners = new Map<keyof Events, Set<(value: never) => void>>()

  /** Returns the function that stops listening. */
  on<E extends keyof Events>(event: E, listener: (value: Events[E]) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, listeners)
    // A wrapper, so that the same function may listen twice and each stops alone.
    const own = (value: Events[E]): void => listener(value)
    listeners.add(own)
    return () => void listeners.delete(own)
  }

  /** Calls the listeners in the order they came; one that is removed meanwhile is not called. */
  emit<E extends keyof Events>(event: E, value: Events[E]): void {
    const listeners = this.#listeners.get(event)
    if (listeners === undefined) return
    for (const listener of [...listeners]) {
      if (listeners.has(listener)) (listener as (value: Events[E]) => void)(value)
    }
  }

  /** How many listen, to all events together; a test's check that nothing is left over. */
  get size(): number {
    let count = 0
    for (const listeners of this.#listeners.values()) count += listeners.size
    return count
  }
}
