import type { LocalId, TransferId } from '@shared/ids'
import { failed, type Result } from '@shared/result'
import { type ChosenSource, type FileSending, SendFiles } from './send-files'
import { Transfers } from './transfers'
import type { TransfersDeps } from './transfers-deps'
import { UnnamedFiles } from './unnamed-files'
import { WantedFiles } from './wanted-files'

type AccountTransfersDeps = TransfersDeps &
  Pick<ConstructorParameters<typeof SendFiles>[0], 'features' | 'sendAll' | 'pictureRules' | 'newId'> &
  Pick<ConstructorParameters<typeof WantedFiles>[0], 'rules'> & {
    readonly chosen: ChosenSource
    /** What the engine does with messages: each is the person's own act. */
    readonly messages: {
      /** Takes back one that waits. Codes: `already_sent`, `not_found`. */
      withdraw(localId: LocalId): Result<void>
      /** Removes one that failed. */
      remove(localId: LocalId): Result<void>
      retry(localId: LocalId): Result<void>
    }
  }

/** Everything of one account that has to do with files: what goes up, what comes down, what is wanted. */
export class AccountTransfers {
  readonly queue: Transfers
  readonly wanted: WantedFiles
  readonly #sending: SendFiles
  readonly #unnamed: UnnamedFiles
  readonly #deps: AccountTransfersDeps

  constructor(deps: AccountTransfersDeps) {
    this.#deps = deps
    this.queue = new Transfers(deps)
    this.wanted = new WantedFiles({ ...deps, transfers: this.queue })
    this.#sending = new SendFiles(deps)
    this.#unnamed = new UnnamedFiles(deps)
  }

  start(): void {
    this.queue.start()
    this.#unnamed.start()
  }

  /** Codes: those of `SendFiles.send`. */
  send(message: FileSending): Result<void> {
    return this.#sending.send(message, this.#deps.chosen)
  }

  /** Of an upload: the message is taken back, and is nowhere. Of a download: it is not here, as before. */
  cancel(id: TransferId): Result<void> {
    const row = this.queue.get(id)
    if (row === undefined) return failed('not_found')
    const { direction, localId } = row
    if (direction === 'down' || localId === undefined) return this.queue.forget(id)
    const { messages, store } = this.#deps
    return store.messages.get(localId)?.status === 'failed' ? messages.remove(localId) : messages.withdraw(localId)
  }

  /** A failed upload is tried again with its message, which waits for it. */
  retry(id: TransferId): Result<void> {
    const row = this.queue.get(id)
    if (row === undefined) return failed('not_found')
    const { direction, localId, state } = row
    if (direction === 'up' && state === 'failed' && localId !== undefined) return this.#deps.messages.retry(localId)
    return this.queue.resume(id)
  }

  /** Twice is harmless. */
  close(): void {
    this.#unnamed.close()
    this.wanted.close()
    this.queue.close()
  }

  /** After `close`: resolves once nothing that ran before writes any more. */
  settled(): Promise<void> {
    return this.queue.settled()
  }
}
