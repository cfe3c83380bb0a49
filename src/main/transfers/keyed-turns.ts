/** One at a time for each key: what the second wants may be there once the first is done. */
export class KeyedTurns {
  readonly #last = new Map<string, Promise<void>>()

  /** Runs after whoever holds the key; at once when there is nobody, and not at all (`undefined`) when aborted before. */
  async run<T>(key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T | undefined> {
    const before = this.#last.get(key)
    let end = (): void => undefined
    const turn = new Promise<void>((resolve) => (end = resolve))
    const last = (before ?? Promise.resolve()).then(() => turn)
    this.#last.set(key, last)
    try {
      if (before !== undefined) await Promise.race([before, aborted(signal)])
      return signal.aborted ? undefined : await work()
    } finally {
      end()
      if (this.#last.get(key) === last) this.#last.delete(key)
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
