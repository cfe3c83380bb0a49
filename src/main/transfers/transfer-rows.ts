import type { LocalId, TransferId } from '@shared/ids'
import type { Changes } from '../store/changes'
import type { Store } from '../store/store'
import type { TransferRow } from '../store/transfers-table'
import { OpenTransfers } from './open-transfers'

/**
 * The rows as they are on disk, read again whenever a transaction has changed them: whoever writes a row notes it in
 * `Changes.transfers`.
 */
export class TransferRows {
  readonly #store: Store
  readonly #rows = new Map<TransferId, TransferRow>()
  /** Those that run or may run. */
  readonly open = new OpenTransfers<TransferRow>()
  readonly #byMessage = new Map<LocalId, Set<TransferId>>()

  constructor(store: Store) {
    this.#store = store
  }

  /** At the start: what is still to be done, and of the rest what the panel shows. */
  load(): void {
    const { transfers } = this.#store
    for (const row of [...transfers.unfinished(), ...transfers.inState('failed'), ...transfers.inState('done')]) this.#set(row)
  }

  /** After a commit. Resolves to those that are there no more. */
  refresh(changed: Changes['transfers']): readonly TransferRow[] {
    const gone: TransferRow[] = []
    for (const id of changed) {
      const before = this.#rows.get(id)
      if (before !== undefined) this.#unset(before)
      const row = this.#store.transfers.get(id)
      if (row !== undefined) this.#set(row)
      else if (before !== undefined) gone.push(before)
    }
    return gone
  }

  get(id: TransferId): TransferRow | undefined {
    return this.#rows.get(id)
  }

  all(): readonly TransferRow[] {
    return [...this.#rows.values()].sort((a, b) => a.id - b.id)
  }

  ofMessage(localId: LocalId): readonly TransferRow[] {
    return [...this.idsOf(localId)].flatMap((id) => this.#rows.get(id) ?? [])
  }

  idsOf(localId: LocalId): Iterable<TransferId> {
    return this.#byMessage.get(localId) ?? []
  }

  #set(row: TransferRow): void {
    this.#rows.set(row.id, row)
    if (row.state === 'open') this.open.set(row)
    if (row.localId === undefined) return
    const ids = this.#byMessage.get(row.localId) ?? new Set()
    this.#byMessage.set(row.localId, ids.add(row.id))
  }

  #unset({ id, localId }: TransferRow): void {
    this.#rows.delete(id)
    this.open.delete(id)
    const ids = localId === undefined ? undefined : this.#byMessage.get(localId)
    if (localId === undefined || ids?.delete(id) !== true) return
    if (ids.size === 0) this.#byMessage.delete(localId)
  }
}
