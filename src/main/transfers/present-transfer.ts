import type { FileFamily } from '@shared/file'
import type { Transfer, TransferProgress } from '@shared/transfer'
import type { TransferRow } from '../store/transfers-table'
import type { RunningJob } from './running-job'

/** What stands beside a row. */
export type Circumstances = {
  readonly job: RunningJob | undefined
  /** Epoch ms of its next try. */
  readonly retryAt: number | undefined
  readonly isOnline: boolean
  /** Why the store cannot be written: until it can be, nothing starts. */
  readonly blockedBy: string | undefined
  /** By which a film plays while it comes. */
  readonly filmUrl: string | undefined
  /** All of them are paused. */
  readonly isPaused: boolean
}

/** A transfer as the window shows it; `undefined` for one whose message is gone, or that was cleared. */
export function presentTransfer(row: TransferRow, family: FileFamily, circumstances: Circumstances): Transfer | undefined {
  const { id, direction, conversationId, localId, name, size } = row
  if (localId === undefined || row.isCleared) return undefined
  const done = row.state === 'done' ? size : (circumstances.job?.meter.done ?? row.done)
  return {
    id,
    direction,
    conversationId,
    localId,
    name,
    family,
    size,
    done: size > 0 ? Math.min(done, size) : done,
    progress: progressOf(row, circumstances),
    ...(circumstances.filmUrl === undefined ? {} : { filmUrl: circumstances.filmUrl }),
  }
}

function progressOf(row: TransferRow, { job, retryAt, isOnline, blockedBy, isPaused }: Circumstances): TransferProgress {
  const { state, failCode: code, failReason: message = '', endedAt = 0, tookMs, size } = row
  const cause = code === undefined ? {} : { cause: { code, message } }
  if (state === 'done') return { step: 'done', at: endedAt, tookMs }
  if (state === 'failed') return { step: 'failed', code: code ?? 'failed', message }
  if (state === 'paused' || isPaused) return { step: 'paused' }
  if (job === undefined) {
    if (!isOnline) return { step: 'waiting', why: 'link', ...cause }
    if (blockedBy !== undefined) return { step: 'waiting', why: 'store', cause: { code: blockedBy, message: '' } }
    return retryAt === undefined ? { step: 'waiting', why: 'turn' } : { step: 'waiting', why: 'retry', retryAt, ...cause }
  }
  if (job.at !== 'running') return { step: job.at }
  const secondsLeft = job.meter.secondsLeft(size)
  return { step: 'running', bytesPerSecond: job.meter.bytesPerSecond, ...(secondsLeft === undefined ? {} : { secondsLeft }) }
}
