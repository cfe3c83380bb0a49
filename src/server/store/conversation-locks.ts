type Place = { readonly conversationId: string }

/** Who may change a conversation, among those of one process. */
export class ConversationLocks {
  readonly #held = new Map<string, Promise<void>>()

  /**
   * What to wait for, and then to ask again: another one may have come meanwhile. `undefined`: nobody holds any of these, as
   * long as the event loop is not let go.
   */
  holderOf(places: readonly Place[]): Promise<void> | undefined {
    if (this.#held.size === 0) return undefined
    return places.map(({ conversationId }) => this.#held.get(conversationId)).find((holder) => holder !== undefined)
  }

  /** Runs it as the only holder of these. Whoever holds some must not ask for others: two of them would wait for each other. */
  async hold<T>(conversationIds: readonly string[], run: () => Promise<T>): Promise<T> {
    const places = conversationIds.map((conversationId) => ({ conversationId }))
    for (let holder = this.holderOf(places); holder !== undefined; holder = this.holderOf(places)) await holder
    let letGo: () => void = () => undefined
    const holding = new Promise<void>((resolve) => (letGo = resolve))
    for (const id of conversationIds) this.#held.set(id, holding)
    try {
      return await run()
    } finally {
      for (const id of conversationIds) this.#held.delete(id)
      letGo()
    }
  }
}
