/** Runs tasks of one key one after the other, in the order they came; tasks of different keys do not wait. */
export class KeyedQueue {
  readonly #tails = new Map<string, Promise<unknown>>()

  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key)
    // A task that failed has told its own caller; the next one runs all the same.
    const result = before === undefined ? task() : before.then(task, task)
    const tail: Promise<void> = result.then(
      () => this.#forget(key, tail),
      () => this.#forget(key, tail),
    )
    this.#tails.set(key, tail)
    return result
  }

  #forget(key: string, tail: Promise<unknown>): void {
    if (this.#tails.get(key) === tail) this.#tails.delete(key)
  }
}
