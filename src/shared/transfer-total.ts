import type { TransferId } from './ids'
import { isOpen, type Transfer } from './transfer'

/** The state of several transfers as one. `share` 0–1; bytes; seconds. */
export type TransferTotal = {
  readonly running: number
  readonly waiting: number
  readonly failed: number
  readonly done: number
  /** Of what is still to be done and of what was done since nothing was. */
  readonly share: number
  readonly doneBytes: number
  readonly sizeBytes: number
  readonly bytesPerSecond: number
  readonly secondsLeft?: number
}

/** How much of it is over, 0–1; of a file whose size nobody said nothing is known. */
export function shareOf({ done, size, progress }: Pick<Transfer, 'done' | 'size' | 'progress'>): number {
  if (progress.step === 'done') return 1
  return size <= 0 ? 0 : Math.min(1, Math.max(0, done / size))
}

/**
 * @param batch all those that were open at the same time as one that still is: what has just been done counts on, or the
 * total would go backwards with each file that is finished
 */
export function transferTotal(transfers: Iterable<Transfer>, batch: ReadonlySet<TransferId>): TransferTotal {
  const total = { running: 0, waiting: 0, failed: 0, done: 0, doneBytes: 0, sizeBytes: 0, bytesPerSecond: 0 }
  for (const transfer of transfers) {
    const { step } = transfer.progress
    if (step === 'failed') total.failed += 1
    else if (step === 'done') total.done += 1
    else if (step === 'waiting' || step === 'paused') total.waiting += 1
    else total.running += 1
    if (transfer.progress.step === 'running') total.bytesPerSecond += transfer.progress.bytesPerSecond
    if (!isOpen(transfer) && !(step === 'done' && batch.has(transfer.id))) continue
    total.sizeBytes += transfer.size
    total.doneBytes += step === 'done' ? transfer.size : Math.min(transfer.done, transfer.size)
  }
  const share = total.sizeBytes === 0 ? 0 : total.doneBytes / total.sizeBytes
  if (total.bytesPerSecond <= 0) return { ...total, share }
  return { ...total, share, secondsLeft: (total.sizeBytes - total.doneBytes) / total.bytesPerSecond }
}

/** All that were open since the last moment at which none was, given what is there now. */
export function batchAfter(batch: ReadonlySet<TransferId>, transfers: Iterable<Transfer>): ReadonlySet<TransferId> {
  const all = [...transfers]
  const open = all.filter(isOpen).map(({ id }) => id)
  if (open.length === 0) return new Set()
  const known = new Set(all.map(({ id }) => id))
  return new Set([...[...batch].filter((id) => known.has(id)), ...open])
}
