import type { TransferId } from '@shared/ids'
import type { Transfer } from '@shared/transfer'
import { batchAfter, transferTotal } from '@shared/transfer-total'

type News = { readonly upserted: readonly Transfer[]; readonly removed: readonly TransferId[]; readonly isPaused: boolean }

/** The parts of a signed-in account that are watched. */
export type TransferSource = {
  readonly transfers: {
    readonly queue: {
      readonly isPaused: boolean
      list(): readonly Transfer[]
      on(event: 'news', listener: (news: News) => void): () => void
    }
  }
}

/** What stands on the app's icon: how far all is that is on its way, 0–1; none of it moves while it is paused. */
export type IconProgress = { readonly share: number; readonly isPaused: boolean }

/** Keeps the progress on the app's icon: of all files that are on their way. Told only when a whole per cent differs. */
export class TransferWatch {
  readonly #onProgress: (progress: IconProgress | undefined) => void
  readonly #transfers = new Map<TransferId, Transfer>()
  #batch: ReadonlySet<TransferId> = new Set()
  #stop: () => void = () => undefined
  #shown = ''
  #progress: IconProgress | undefined

  /** @param onProgress `undefined`: nothing is on its way */
  constructor(onProgress: (progress: IconProgress | undefined) => void) {
    this.#onProgress = onProgress
  }

  get progress(): IconProgress | undefined {
    return this.#progress
  }

  attach({ transfers: { queue } }: TransferSource): void {
    this.detach()
    this.#stop = queue.on('news', (news) => this.#take(news))
    this.#take({ upserted: queue.list(), removed: [], isPaused: queue.isPaused })
  }

  /** Shows nothing from now on. Twice is harmless. */
  detach(): void {
    this.#stop()
    this.#stop = () => undefined
    this.#transfers.clear()
    this.#take({ upserted: [], removed: [], isPaused: false })
  }

  #take({ upserted, removed, isPaused }: News): void {
    for (const id of removed) this.#transfers.delete(id)
    for (const transfer of upserted) this.#transfers.set(transfer.id, transfer)
    this.#batch = batchAfter(this.#batch, this.#transfers.values())
    const { running, waiting, share } = transferTotal(this.#transfers.values(), this.#batch)
    const progress = running + waiting === 0 ? undefined : { share, isPaused: isPaused || running === 0 }
    const shown = progress === undefined ? '' : `${Math.floor(progress.share * 100)} ${progress.isPaused}`
    if (shown === this.#shown) return
    this.#shown = shown
    this.#progress = progress
    this.#onProgress(progress)
  }
}
