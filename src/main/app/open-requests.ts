import type { IpcEvents } from '@shared/ipc'

export type OpenTarget = IpcEvents['open']

/**
 * Requests from outside the page to show a conversation (a notification, a link, a script). A page that has not loaded
 * its list yet would forget them: the latest one waits until it has.
 */
export class OpenRequests {
  readonly #emit: (target: OpenTarget) => void
  #isListed = false
  #waiting: OpenTarget | undefined

  constructor(emit: (target: OpenTarget) => void) {
    this.#emit = emit
  }

  open(target: OpenTarget): void {
    if (this.#isListed) this.#emit(target)
    else this.#waiting = target
  }

  /** The page has asked for its conversations: from now on it remembers what it is asked to show. */
  listed(): void {
    this.#isListed = true
    const target = this.#waiting
    this.#waiting = undefined
    if (target !== undefined) this.#emit(target)
  }

  /** A new page, or nobody signed in: the next list is the first. */
  reset(): void {
    this.#isListed = false
  }
}
