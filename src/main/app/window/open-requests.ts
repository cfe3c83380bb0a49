import { joinedChoice } from '@shared/file'
import type { OpenRequest } from '@shared/ipc'

/**
 * Requests from outside the page to show a conversation (a notification, a link, a script). A page that has not loaded
 * its list yet would forget them: the latest one waits until it has. Files that were given are not to be lost: they join.
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
    else this.#waiting = joined(this.#waiting, target)
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

function joined(waiting: OpenRequest | undefined, next: OpenRequest): OpenRequest {
  const isMore = waiting !== undefined && 'given' in waiting && 'given' in next
  return isMore ? { given: joinedChoice(waiting.given, next.given) } : next
}
