import type { Result } from '@shared/result'
import type { TransferRow } from '../store/transfers-table'

/** What of a row a job may change while it runs. */
export type RowChange = Partial<
  Pick<TransferRow, 'name' | 'mime' | 'path' | 'size' | 'sha256' | 'mtimeMs' | 'treatment' | 'fileId' | 'thumbId' | 'renewals' | 'done'>
>

/** One try of a transfer, as the code that moves bytes sees it. */
export interface Job {
  /** As it was written last. */
  readonly row: TransferRow
  /** Somebody paused or took it back, or the app ends. */
  readonly signal: AbortSignal
  /** Written when this returns. Codes: the store's. */
  save(change: RowChange): Result<void>
  step(step: 'preparing' | 'running' | 'checking'): void
  /** So many bytes are on the other side. */
  moved(done: number): void
  /** So many bytes have come, of which nothing is kept should the try end before it has all. */
  passed(done: number): void
}
