import type { LocalId, TransferId } from '@shared/ids'
import type { Failure, Result } from '@shared/result'
import { TimerSet } from '../lib/timer-set'
import type { TransferRow } from '../store/transfers-table'
import type { RowChange } from './job'
import type { JobEnds } from './job-ends'
import { RunningJob } from './running-job'
import { FileWaits } from './file-waits'
import type { TransferNews } from './transfer-news'
import { nextTransfers } from './transfer-queue'
import type { TransferRows } from './transfer-rows'
import type { TransferWork } from './transfer-work'
import type { TransfersDeps } from './transfers-deps'

type TransferRunnerDeps = Pick<TransfersDeps, 'clock' | 'link' | 'writer'> & {
  readonly rows: TransferRows
  readonly work: TransferWork
  readonly ends: JobEnds
  readonly news: TransferNews
  readonly save: (id: TransferId, change: RowChange) => Result<void>
}

/** "This one first" that are remembered. */
const FIRST_KEPT = 100

/** Which rows run now, and which are next. */
export class TransferRunner {
  readonly #deps: TransferRunnerDeps
  readonly #timers: TimerSet
  readonly #jobs = new Map<TransferId, RunningJob>()
  /** Tries that have not ended, those that were stopped among them. */
  readonly #runs = new Set<Promise<void>>()
  readonly #waits = new FileWaits()
  #first: readonly TransferId[] = []
  #inView: ReadonlySet<LocalId> = new Set()
  /** A person has paused all of them. */
  isPaused = false
  #isClosed = false

  constructor(deps: TransferRunnerDeps) {
    this.#deps = deps
    this.#timers = new TimerSet(deps.clock)
  }

  jobOf(id: TransferId): RunningJob | undefined {
    return this.#jobs.get(id)
  }

  /** Epoch ms of its next try; `undefined`: it does not wait for a time. */
  retryAt(id: TransferId): number | undefined {
    const { rows, clock } = this.#deps
    const row = rows.get(id)
    const left = ((row && this.#waits.of(row)?.at) ?? 0) - clock.monotonic()
    return left > 0 ? clock.now() + left : undefined
  }

  /** Whatever waits for a time need not any more: all, or this one, because a person says so. */
  hurry(id?: TransferId): void {
    const row = id === undefined ? undefined : this.#deps.rows.get(id)
    if (id === undefined) this.#waits.clear()
    else if (row !== undefined) this.#waits.end(row)
  }

  /** An upload that is gone waits for nothing; of a file to be fetched it counts what was last heard, whoever asks again. */
  forget(row: TransferRow): void {
    if (row.direction === 'up') this.#waits.end(row)
  }

  setFirst(id: TransferId): void {
    this.#first = [id, ...this.#first.filter((other) => other !== id)].slice(0, FIRST_KEPT)
  }

  setInView(localIds: ReadonlySet<LocalId>): void {
    this.#inView = localIds
  }

  /** It may not run any more; what it has brought is kept when it ends. */
  stop(id: TransferId): void {
    this.#jobs.get(id)?.stop()
  }

  /** Starts what may start now. */
  pump(): void {
    const { writer, link, clock, rows } = this.#deps
    if (this.#isClosed || this.isPaused || link.session === undefined || writer.blockedBy !== undefined) return
    const now = clock.monotonic()
    const running = [...this.#jobs.values()].map(({ row }) => row)
    const inView = [...this.#inView].flatMap((localId) => [...rows.idsOf(localId)])
    const mayStart = (row: TransferRow): boolean => !this.#jobs.has(row.id) && (this.#waits.of(row)?.at ?? 0) <= now
    const candidates = rows.open.candidates([...this.#first, ...inView], mayStart)
    for (const id of nextTransfers(candidates, running, { inView: this.#inView, first: this.#first })) {
      const row = rows.get(id)
      if (row !== undefined) this.#begin(row)
    }
    const soonest = this.#waits.soonest(now)
    if (Number.isFinite(soonest)) this.#timers.set('retry', soonest - now, () => this.pump())
  }

  close(): void {
    this.#isClosed = true
    for (const job of this.#jobs.values()) job.stop()
    this.#timers.close()
  }

  /** Resolves when no try is under way any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#runs)
  }

  #begin(row: TransferRow): void {
    const run = this.#run(row).finally(() => this.#runs.delete(run))
    this.#runs.add(run)
  }

  async #run(row: TransferRow): Promise<void> {
    const { clock, rows, work, news, save } = this.#deps
    const { id } = row
    // One that was asked for anew has failed as often as the one before.
    const tries = this.#waits.of(row)?.tries ?? 0
    const withTries = (known: TransferRow): TransferRow => ({ ...known, tries: Math.max(known.tries, tries) })
    const job = new RunningJob(withTries(row), {
      clock,
      row: () => {
        const known = rows.get(id)
        return known && withTries(known)
      },
      save: (change) => save(id, change),
      onStep: () => news.note([id]),
      onProgress: () => news.moved(id),
    })
    this.#jobs.set(id, job)
    news.note([id])
    const ended = await work.run(job)
    if (this.#isClosed) return
    // Before it leaves its place: what is written of its end is a reason to look who goes next.
    if (ended.ok) this.#waits.end(row)
    else this.#stopped(job, ended.error)
    this.#jobs.delete(id)
    // It was taken back, or the file came before this try began and could only be noted now.
    const isOver = rows.get(id) === undefined || (!ended.ok && rows.get(id)?.state === 'done')
    if (isOver) work.giveUp(job.row)
    news.note([id])
    this.pump()
  }

  /** A try has ended without the file. */
  #stopped(job: RunningJob, error: Failure): void {
    const { ends } = this.#deps
    if (job.signal.aborted) return ends.stopped(job)
    // First the time, then the rows: whoever hears of them looks for what may start.
    const wait = ends.waitOf(job, error)
    if (wait === undefined) return ends.failed(job, error)
    const now = this.#deps.clock.monotonic()
    this.#waits.begin(job.row, { at: now + wait, tries: ends.triesOf(job) }, now)
    ends.later(job, error)
  }
}
