import type { LocalId } from '@shared/ids'
import type { Store } from '../store/store'

type Write = { readonly localId: LocalId; readonly at: number; readonly tries: number }

/**
 * When each try of a message went to the socket, for the delivery details. A write is noted after it happened and saved
 * with the next transaction: a commit of its own for each would cost more than it tells.
 */
export class WriteLog {
  readonly #store: Store
  #writes: Write[] = []

  constructor(store: Store) {
    this.#store = store
  }

  /** `at` in epoch ms of this device. */
  note(localId: LocalId, at: number, tries: number): void {
    this.#writes.push({ localId, at, tries })
  }

  /** Part of a transaction. */
  save(): void {
    for (const { localId, at, tries } of this.#writes) {
      // Deleted in the meantime: there is nothing left to tell about.
      if (this.#store.messages.get(localId) === undefined) continue
      this.#store.outbox.noteWritten(localId, at)
      this.#store.deliveryLog.add(localId, 'written', at, { try: tries })
    }
    this.#writes = []
  }
}
