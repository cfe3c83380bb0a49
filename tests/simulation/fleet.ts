import type { ChildProcess } from 'node:child_process'
import { type Lease, Leases } from './leases'
import { type Progress, READY } from './progress'
import type { Report } from './run-seed'

/** Seeds after which a worker is replaced, so that nothing can pile up in one. */
const LIFE_SEEDS = 5000
/** Milliseconds without a word after which a worker is ended: a seed takes a second or two, and one that never ends says nothing. */
const PATIENCE_MS = 5 * 60_000
/** Node's exit code when everything has come to a standstill before its time. */
const STANDSTILL = 13

export type FleetOptions = {
  readonly first: number
  readonly seeds: number
  readonly jobs: number
  readonly fork: () => ChildProcess
  /** A seed is done. */
  readonly onProgress: (progress: Progress) => void
  /** A worker has ended on a seed, which is run again by itself. */
  readonly onWorkerEnd: (seed: number, how: string) => void
}

/**
 * Processes that run seeds side by side. A worker that ends takes nothing with it: what it had not told about goes to
 * others, and a seed that ends a worker by itself, too, is one that fails.
 */
export class Fleet {
  readonly #options: FleetOptions
  readonly #leases: Leases
  readonly #workers = new Set<ChildProcess>()
  #isStopped = false
  #resolve: () => void = () => undefined

  constructor(options: FleetOptions) {
    this.#options = options
    this.#leases = new Leases(options.first, options.seeds)
  }

  /** All seeds below this one are done. */
  get doneBelow(): number {
    return this.#leases.doneBelow
  }

  /** Resolves when every seed is done, or `stop` was called. */
  run(): Promise<void> {
    return new Promise((resolve) => {
      this.#resolve = resolve
      for (let job = 0; job < this.#options.jobs; job++) this.#startWorker()
      this.#settle()
    })
  }

  /** Ends every worker at once. */
  stop(): void {
    this.#isStopped = true
    for (const worker of this.#workers) worker.kill()
  }

  #startWorker(): void {
    if (this.#isStopped || this.#leases.isEmpty) return
    const worker = this.#options.fork()
    let lease: Lease | undefined
    let isReady = false
    let seeds = 0
    let isSilent = false
    const giveUp = (): void => {
      isSilent = true
      worker.kill('SIGKILL')
    }
    let patience = setTimeout(giveUp, PATIENCE_MS)
    this.#workers.add(worker)
    worker.on('message', (progress: Progress | typeof READY) => {
      clearTimeout(patience)
      patience = setTimeout(giveUp, PATIENCE_MS)
      if (progress === READY) {
        isReady = true
        lease = this.#leases.take()
        if (lease === undefined) worker.disconnect()
        else worker.send(lease)
        return
      }
      if (lease === undefined) return
      seeds++
      const isLast = this.#leases.note(lease)
      this.#options.onProgress(progress)
      if (!isLast) return
      lease = seeds < LIFE_SEEDS ? this.#leases.take() : undefined
      if (lease === undefined) worker.disconnect()
      else worker.send(lease)
    })
    worker.on('exit', (code, signal) => {
      this.#workers.delete(worker)
      clearTimeout(patience)
      if (lease !== undefined && !this.#isStopped) this.#bury(lease, isSilent ? 'it came to no end' : describeEnd(code, signal))
      // One that did not even start would do so again and again.
      if (isReady) this.#startWorker()
      this.#settle()
    })
  }

  #bury(lease: Lease, how: string): void {
    const seed = this.#leases.giveBack(lease)
    if (!lease.isAlone) return this.#options.onWorkerEnd(seed, how)
    const failed: Report = {
      seed,
      violations: [{ rule: 'error', detail: `its process ended: ${how}` }],
      lengthMs: 0,
      messages: 0,
    }
    this.#options.onProgress({ messages: 0, lengthMs: 0, residentBytes: 0, failed })
  }

  #settle(): void {
    if (this.#workers.size === 0) this.#resolve()
  }
}

function describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
  if (code === STANDSTILL) return 'it waited for what never comes'
  return signal ?? `exit code ${code}`
}
