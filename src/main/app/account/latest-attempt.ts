/** Runs one attempt at a time: a newer one cancels the one before. */
export class LatestAttempt {
  #cancel: AbortController | undefined

  /** `isLatest` tells, once it has ended, that no other has begun since. */
  async run<T>(attempt: (signal: AbortSignal) => Promise<T>): Promise<{ readonly value: T; readonly isLatest: boolean }> {
    this.cancel()
    const cancel = new AbortController()
    this.#cancel = cancel
    const value = await attempt(cancel.signal)
    const isLatest = this.#cancel === cancel
    if (isLatest) this.#cancel = undefined
    return { value, isLatest }
  }

  get isRunning(): boolean {
    return this.#cancel?.signal.aborted === false
  }

  cancel(): void {
    this.#cancel?.abort()
  }
}
