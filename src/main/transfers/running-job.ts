import { failed, type Result } from '@shared/result'
import type { Clock } from '../lib/clock'
import type { TransferRow } from '../store/transfers-table'
import type { Job, RowChange } from './job'
import { Meter } from './meter'

type RunningJobDeps = {
  readonly clock: Clock
  /** The row as it is on disk. */
  readonly row: () => TransferRow | undefined
  readonly save: (change: RowChange) => Result<void>
  readonly onStep: () => void
  readonly onProgress: () => void
}

/** One try of a transfer while it runs. */
export class RunningJob implements Job {
  readonly meter: Meter
  readonly startedAt: number
  readonly #deps: RunningJobDeps
  readonly #stop = new AbortController()
  #row: TransferRow
  #step: 'preparing' | 'running' | 'checking' = 'running'
  #hasMoved = false

  constructor(row: TransferRow, deps: RunningJobDeps) {
    this.#row = row
    this.#deps = deps
    this.meter = new Meter(deps.clock, row.done)
    this.startedAt = deps.clock.monotonic()
  }

  get row(): TransferRow {
    return (this.#row = this.#deps.row() ?? this.#row)
  }

  get signal(): AbortSignal {
    return this.#stop.signal
  }

  get at(): 'preparing' | 'running' | 'checking' {
    return this.#step
  }

  /** At least one byte is there that was not there before. */
  get hasMoved(): boolean {
    return this.#hasMoved
  }

  save(change: RowChange): Result<void> {
    return this.signal.aborted ? failed('cancelled') : this.#deps.save(change)
  }

  step(step: 'preparing' | 'running' | 'checking'): void {
    if (this.#step === step) return
    this.#step = step
    this.#deps.onStep()
  }

  moved(done: number): void {
    if (done > this.meter.done) this.#hasMoved = true
    this.passed(done)
  }

  passed(done: number): void {
    this.meter.moved(done)
    this.#deps.onProgress()
  }

  /** Nobody wants it any more, or not now. */
  stop(): void {
    this.#stop.abort()
  }
}
