import type { Clock } from '../lib/clock'
import { Emitter } from '../lib/emitter'
import type { Logger } from '../lib/logger'
import { failed, ok, type Result } from '@shared/result'
import type { Store } from './store'
import { StoreError } from './store-error'
import { Changes } from './changes'
import { TimerSet } from '../lib/timer-set'

/** Milliseconds between looks whether a blocked store has room again; another process' lock is let go of sooner. */
const PROBE_MS = 2000
const BUSY_PROBE_MS = 250
const PROBE_KEY = 'sync.probe'

type WriterEvents = {
  /** A transaction is on disk; everything that tells about it comes after this. */
  committed: Changes
  /** The store cannot be written (its code), or can be again (`undefined`). */
  blocked: string | undefined
}

/**
 * The one road by which the sync engine writes: a transaction, then the news of it.
 *
 * When the disk is full, read-only or failing, the transaction fails as a value and the writer is *blocked*: it tries
 * by itself until a write succeeds. A broken rule of ours is thrown, since trying again would not help.
 */
export class StoreWriter {
  readonly #store: Store
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #timers: TimerSet
  readonly #events = new Emitter<WriterEvents>()
  /** What could not be written and is not forgotten, by what it is. */
  readonly #owed = new Map<string, (changes: Changes) => void>()
  #blockedBy: string | undefined

  constructor(deps: { readonly store: Store; readonly clock: Clock; readonly logger: Logger }) {
    this.#store = deps.store
    this.#clock = deps.clock
    this.#logger = deps.logger
    this.#timers = new TimerSet(deps.clock)
  }

  /** Why nothing can be written, as a store error's code. */
  get blockedBy(): string | undefined {
    return this.#blockedBy
  }

  on<E extends keyof WriterEvents>(event: E, listener: (value: WriterEvents[E]) => void): () => void {
    return this.#events.on(event, listener)
  }

  /** Runs `work` as one transaction; the failure's code is the store error's. */
  commit<T>(work: (changes: Changes) => T): Result<T> {
    const changes = new Changes()
    let value: T
    try {
      value = this.#store.transaction(() => work(changes))
    } catch (error) {
      if (!isOutOfOrder(error)) throw error
      this.#block(error)
      return failed(error.code, error.message)
    }
    this.#events.emit('committed', changes)
    this.#unblock()
    return ok(value)
  }

  /**
   * Writes what nobody waits for an answer about: at once, or as soon as the store can be written again, before
   * `blocked` says so. `work` may run later than now, so it reads what it builds on; of one `key` the latest counts.
   */
  owe(key: string, work: (changes: Changes) => void): void {
    this.#owed.delete(key)
    if (!this.commit(work).ok) this.#owed.set(key, work)
  }

  close(): void {
    this.#owed.clear()
    this.#timers.close()
  }

  #block(error: StoreError): void {
    this.#timers.set('probe', error.code === 'busy' ? BUSY_PROBE_MS : PROBE_MS, () =>
      this.owe(PROBE_KEY, () => this.#store.settings.set(PROBE_KEY, this.#clock.now())),
    )
    if (this.#blockedBy === error.code) return
    this.#logger.error('the store cannot be written', { code: error.code })
    this.#blockedBy = error.code
    this.#events.emit('blocked', error.code)
  }

  #unblock(): void {
    if (this.#blockedBy === undefined) return
    this.#timers.cancel('probe')
    this.#logger.info('the store can be written again', { code: this.#blockedBy })
    this.#blockedBy = undefined
    for (const [key, work] of [...this.#owed]) {
      if (this.#owed.get(key) === work) this.owe(key, work)
      // The room that there was is used up again.
      if (this.blockedBy !== undefined) return
    }
    this.#events.emit('blocked', undefined)
  }
}

/** The disk's or the file's fault, not this call's. */
function isOutOfOrder(error: unknown): error is StoreError {
  return error instanceof StoreError && (error.isTransient || error.code === 'corrupt')
}
