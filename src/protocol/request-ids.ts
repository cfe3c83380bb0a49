import { MAX_REQUEST_ID } from './constants'

/** Request ids of one connection: 1, 2, 3 … 2³²−1, 1 … (PROTOCOL 1). */
export class RequestIds {
  #last: number

  /** @param last the id before the first one; tests start near the wrap */
  constructor(last = 0) {
    this.#last = last
  }

  next(): number {
    this.#last = this.#last >= MAX_REQUEST_ID ? 1 : this.#last + 1
    return this.#last
  }
}
