import type { PartId } from '@shared/ids'
import type { Failure } from '@shared/result'
import { isLasting } from '../kinds/kind/file-api'
import { backoffMs } from '../lib/backoff'
import type { Changes } from '../store/changes'
import type { TransferRow } from '../store/transfers-table'
import type { RunningJob } from './running-job'
import type { TransferRows } from './transfer-rows'
import type { TransfersDeps } from './transfers-deps'

/** Beside those of the server: what a person has to look at before it can be tried again. */
const LASTING_HERE: ReadonlySet<string> = new Set([
  'changed',
  'vanished',
  'damaged',
  'not_stripped',
  'not_drawable',
  'not_member',
  'unsafe_link',
  'unresolved_link',
  'larger_than_allowed',
  'kind_not_allowed',
  'read_only',
  'io_failed',
])
/** Tries of a link in a row, until a person tries it again. */
const LINK_TRIES = 4
/** Characters of a reason, which others may have written. */
const MAX_REASON = 300

/** How tries end that have not brought the file: what is kept of them, and who hears of it. */
export class JobEnds {
  readonly #deps: TransfersDeps
  readonly #rows: TransferRows

  constructor(deps: TransfersDeps, rows: TransferRows) {
    this.#deps = deps
    this.#rows = rows
  }

  /** Somebody paused it, took it back, or the app ends: what it has brought counts. */
  stopped(job: RunningJob): void {
    this.#keep(job, (row) => row)
  }

  /** Milliseconds until its next try; `undefined`: it has failed, until a person tries it again. */
  waitOf(job: RunningJob, { code, retryAfterMs = 0 }: Failure): number | undefined {
    if (isLasting(code) || LASTING_HERE.has(code)) return undefined
    if (code === 'link_failed' && this.triesOf(job) >= LINK_TRIES) return undefined
    return Math.max(retryAfterMs, backoffMs(this.triesOf(job), this.#deps.random))
  }

  later(job: RunningJob, { code, message }: Failure): void {
    const { direction, failCode } = job.row
    const tries = this.triesOf(job)
    const isNews = direction === 'up' && (failCode !== code || job.hasMoved)
    const failReason = message.slice(0, MAX_REASON)
    this.#deps.logger.info('a transfer was interrupted', { id: job.row.id, direction, code, done: job.meter.done })
    this.#keep(job, (row) => ({ ...row, failCode: code, failReason, tries }), isNews ? this.#noteInterrupted : undefined)
  }

  failed(job: RunningJob, { code, message }: Failure): void {
    const { clock, logger } = this.#deps
    const { id, partId, direction } = job.row
    logger.warn('a transfer failed', { id, direction, code, done: job.meter.done })
    const failure = { failCode: code, failReason: message.slice(0, MAX_REASON), endedAt: clock.now() }
    this.#keep(job, (row) => ({ ...row, ...failure, state: 'failed' }), noteMessage)
    if (partId !== undefined) this.#tell(partId, code, message)
  }

  /** Failures in a row with this one; whoever has no link has not tried. */
  triesOf(job: RunningJob): number {
    return job.hasMoved ? 1 : job.row.tries + (this.#deps.link.session === undefined ? 0 : 1)
  }

  /**
   * Messages that wait for something that nobody makes: their database was damaged, or how it ended could not be written
   * then.
   */
  tellLost(): void {
    const { parts } = this.#deps
    const made = new Map(this.#rows.all().map((row) => [row.partId, row]))
    for (const partId of parts.awaited()) {
      const row = made.get(partId)
      if (row !== undefined && row.state !== 'failed' && row.state !== 'done') continue
      this.#tell(partId, row?.failCode ?? 'vanished', row?.failReason ?? '')
    }
  }

  #tell(partId: PartId, code: string, reason: string): void {
    const told = this.#deps.parts.failed(partId, code, reason)
    if (!told.ok) this.#deps.logger.warn('a failed upload could not be told yet', { code: told.error.code })
  }

  /** On disk now, or as soon as it can be written. */
  #keep(job: RunningJob, change: (row: TransferRow) => TransferRow, along?: (row: TransferRow, changes: Changes) => void): void {
    const { store, writer, clock } = this.#deps
    const { id } = job.row
    const tookMs = clock.monotonic() - job.startedAt
    const done = job.meter.done
    writer.owe(`transfer ${id}`, (changes) => {
      const row = store.transfers.get(id)
      if (row === undefined) return
      const kept = change({ ...row, done, tookMs: row.tookMs + tookMs })
      store.transfers.save(kept)
      changes.transfers.add(id)
      along?.(kept, changes)
    })
  }

  readonly #noteInterrupted = ({ localId, failCode: code }: TransferRow): void => {
    const { store, clock } = this.#deps
    if (localId !== undefined && code !== undefined) store.deliveryLog.add(localId, 'part_interrupted', clock.now(), { code })
  }
}

function noteMessage({ conversationId, localId, direction }: TransferRow, changes: Changes): void {
  if (localId !== undefined && direction === 'down') changes.noteMessage({ conversationId, localId })
}
