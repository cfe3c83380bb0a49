import type { TransferId } from '@shared/ids'
import { AT_ONCE, compareWaiting, isLarge, type Waiting } from './transfer-queue'

/**
 * What runs or may run, each kind in the order in which it goes where nobody looks and nobody has said anything: thousands
 * may wait, and who is next is asked several times a file.
 */
export class OpenTransfers<T extends Waiting> {
  readonly #byId = new Map<TransferId, T>()
  readonly #inOrder = { up: { small: [] as T[], large: [] as T[] }, down: { small: [] as T[], large: [] as T[] } }

  set(one: T): void {
    this.delete(one.id)
    this.#byId.set(one.id, one)
    const list = this.#listOf(one)
    list.splice(placeIn(list, one), 0, one)
  }

  delete(id: TransferId): void {
    const known = this.#byId.get(id)
    if (known === undefined) return
    this.#byId.delete(id)
    const list = this.#listOf(known)
    list.splice(placeIn(list, known), 1)
  }

  /** In no order. */
  all(): Iterable<T> {
    return this.#byId.values()
  }

  /**
   * Among these are those that `nextTransfers` would take of all that may start: the wished for, and of each kind as many
   * as there is room for.
   */
  candidates(wished: Iterable<TransferId>, mayStart: (one: T) => boolean): ReadonlySet<T> {
    const found = new Set<T>()
    for (const id of wished) {
      const one = this.#byId.get(id)
      if (one !== undefined && mayStart(one)) found.add(one)
    }
    for (const { small, large } of [this.#inOrder.up, this.#inOrder.down]) {
      for (const list of [small, large]) {
        let taken = 0
        for (const one of list) {
          if (taken === AT_ONCE) break
          if (!mayStart(one)) continue
          found.add(one)
          taken++
        }
      }
    }
    return found
  }

  #listOf(one: T): T[] {
    return this.#inOrder[one.direction][isLarge(one) ? 'large' : 'small']
  }
}

/** Where it stands in a list in order, or belongs. */
function placeIn<T extends Waiting>(list: readonly T[], one: T): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (compareWaiting(list[middle]!, one) < 0) low = middle + 1
    else high = middle
  }
  return low
}
