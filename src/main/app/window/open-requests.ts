import type { OpenRequest } from '@shared/ipc'

/**
 * Requests from outside the page to show a conversation (a notification, a link, a script). A page that has not loaded
 * its list yet would forget them: the latest one waits until it has.
 */
export class OpenRequests {
  readonly #emit: (target: OpenRequest) => void
  #isListed = false
  #waiting: OpenRequest | undefined

  constructor(emit: (target: OpenRequest) => void) {
    this.#emit = emit
  }

  open(target: OpenRequest): void {
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
