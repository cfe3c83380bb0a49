import type { LocalId } from '@shared/ids'
import type { Store } from '../../store/store'
import type { Changes } from '../../store/changes'

type Write = { readonly localId: LocalId; readonly at: number; readonly tries: number }

/**
 * When each try of a message went to the socket, for the delivery details. A write is noted after it happened and saved
 * with the next transaction: a commit of its own for each would cost more than it tells.
 */
export class WriteLog {
  readonly #store: Store
  readonly #writes: Write[] = []

  constructor(store: Store) {
    this.#store = store
  }

  /** `at` in epoch ms of this device. */
  note(localId: LocalId, at: number, tries: number): void {
    this.#writes.push({ localId, at, tries })
  }

  /** Part of a transaction; one that rolls back leaves the notes for the next. */
  save(changes: Changes): void {
    for (const { localId, at, tries } of this.#writes.slice(changes.writesSaved)) {
      // Of one that was deleted in the meantime neither finds a row.
      this.#store.outbox.noteWritten(localId, at)
      this.#store.deliveryLog.add(localId, 'written', at, { try: tries })
    }
    changes.writesSaved = this.#writes.length
  }

  /** What a transaction saved is on disk. */
  committed({ writesSaved }: Changes): void {
    this.#writes.splice(0, writesSaved)
  }
}
