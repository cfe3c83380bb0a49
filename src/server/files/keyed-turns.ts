/** What is done to one thing is done one after the other. */
export interface Turns {
  run<T>(key: string, task: () => Promise<T>): Promise<T>
}

/** Of what this process does. */
export class KeyedTurns implements Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve()
    const mine = before.then(task, task)
    this.#last.set(key, mine)
    try {
      return await mine
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key)
    }
  }
}
