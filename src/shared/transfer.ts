import type { FileFamily } from './file'
import type { ConversationId, LocalId, TransferId } from './ids'
import type { Failure } from './result'

/**
 * ```
 *              ┌──────────────── retry, resume ────────────────┐
 *              ▼                                               │
 *   waiting ──▶ preparing ──▶ running ──▶ checking ──▶ done    │
 *      ▲            └────────────┴─────┬──────┘                │
 *      └──── lost link, its time ──────┴──▶ paused, failed ────┘
 * ```
 *
 * `preparing`: a file of mine is read once, for its hash; `checking`: what came is compared with what was promised, or the
 * server looks at what it got.
 */
export type TransferProgress =
  /**
   * `retryAt`: epoch ms of the next try; `cause`: why the last one ended. `store`: nothing can be written down on this
   * computer, for its cause.
   */
  | { readonly step: 'waiting'; readonly why: 'turn' | 'link' | 'retry' | 'store'; readonly retryAt?: number; readonly cause?: Failure }
  | { readonly step: 'preparing' }
  /** `secondsLeft` once there is a speed worth the name. */
  | { readonly step: 'running'; readonly bytesPerSecond: number; readonly secondsLeft?: number }
  | { readonly step: 'checking' }
  | { readonly step: 'paused' }
  /** `at`: epoch ms. */
  | { readonly step: 'done'; readonly at: number; readonly tookMs: number }
  /**
   * Codes: the server's (`too_large`, `quota`, `gone`, `not_found` …), the link's, the disk's (`disk_full`, `io_failed`), and
   * `changed` or `vanished` for a file of mine that is not what it was, `damaged` for bytes that are not what was promised.
   */
  | ({ readonly step: 'failed' } & Failure)

export type Transfer = {
  readonly id: TransferId
  readonly direction: 'up' | 'down'
  /** The message that it belongs to. */
  readonly conversationId: ConversationId
  readonly localId: LocalId
  readonly name: string
  readonly family: FileFamily
  /** Bytes; 0 where nobody said. */
  readonly size: number
  /** Bytes that are safe on the other side. */
  readonly done: number
  readonly progress: TransferProgress
  /** Of a film that can be played while it comes: its `jim-media:` address, which stays good once it is here. */
  readonly filmUrl?: string
}

/** Still to be done: what the total counts. */
export function isOpen({ progress }: Pick<Transfer, 'progress'>): boolean {
  return progress.step !== 'done' && progress.step !== 'failed'
}
