import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import { TimerSet } from '../lib/timer-set'
import type { CachedFilesTable } from '../store/cached-files-table'
import { StoreError } from '../store/store-error'

/** Milliseconds between two writes of what was used: each costs a wait for the disk. */
const WRITE_MS = 60_000
/** Rows of one transaction. */
const BATCH = 200

type UsedFilesDeps = { readonly table: CachedFilesTable; readonly clock: Clock; readonly logger: Logger }

/** When cached files were used last, noted at once and written down together. */
export class UsedFiles {
  readonly #deps: UsedFilesDeps
  readonly #timers: TimerSet
  readonly #used = new Map<string, number>()

  constructor(deps: UsedFilesDeps) {
    this.#deps = deps
    this.#timers = new TimerSet(deps.clock)
  }

  get isClosed(): boolean {
    return this.#timers.isClosed
  }

  note(sha256: string): void {
    this.#used.set(sha256, this.#deps.clock.now())
    this.#timers.setOnce('used', WRITE_MS, () => this.#keep())
  }

  forget(sha256: string): void {
    this.#used.delete(sha256)
  }

  /** @throws StoreError */
  write(): void {
    const used = [...this.#used]
    this.#used.clear()
    for (let from = 0; from < used.length; from += BATCH) this.#deps.table.touch(used.slice(from, from + BATCH))
  }

  /** Twice is harmless. */
  close(): void {
    if (this.isClosed) return
    this.#timers.close()
    this.#keep()
  }

  /** What is lost costs no more than a file that goes too early. */
  #keep(): void {
    try {
      this.write()
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      this.#deps.logger.warn('what was used last could not be kept', { code: error.code })
    }
  }
}
