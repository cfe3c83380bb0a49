import type { TransferId } from '@shared/ids'
import type { Clock } from '../lib/clock'
import { GATHER_MS } from '../lib/gathering'
import { TimerSet } from '../lib/timer-set'

/** Milliseconds between two news of bytes that move. */
const PROGRESS_MS = 250

/** Which transfers differ: soon when something happened to one, four times a second when only its bytes moved. */
export class TransferNews {
  readonly #timers: TimerSet
  readonly #tell: (changed: ReadonlySet<TransferId>) => void
  readonly #atOnce: (changed: Iterable<TransferId>) => void
  #changed = new Set<TransferId>()

  /** @param atOnce hears of each, whatever is told of it later */
  constructor(
    clock: Clock,
    tell: (changed: ReadonlySet<TransferId>) => void,
    atOnce: (changed: Iterable<TransferId>) => void = () => undefined,
  ) {
    this.#timers = new TimerSet(clock)
    this.#tell = tell
    this.#atOnce = atOnce
  }

  /** Something happened. */
  note(ids: Iterable<TransferId>): void {
    for (const id of ids) this.#changed.add(id)
    this.#timers.setOnce('soon', GATHER_MS, () => this.#flush())
    this.#atOnce(ids)
  }

  moved(id: TransferId): void {
    this.#changed.add(id)
    this.#timers.setOnce('progress', PROGRESS_MS, () => this.#flush())
    this.#atOnce([id])
  }

  close(): void {
    this.#timers.close()
  }

  #flush(): void {
    this.#timers.cancel('soon')
    this.#timers.cancel('progress')
    const changed = this.#changed
    this.#changed = new Set()
    this.#tell(changed)
  }
}
