import type { Result } from '@shared/result'
import type { TransfersDeps } from './transfers-deps'

type UnnamedFilesDeps = Pick<TransfersDeps, 'store' | 'writer' | 'cache' | 'logger'>

/** Hashes of one turn of the cache; then whoever brings a file has one. */
const AT_ONCE = 50

/**
 * Lets go of cached bytes that nothing names any more: no message, no avatar, nothing that waits to be sent. Which to look at
 * is a row that the transaction wrote that took their name away (`doubted_files`), so a crash forgets none.
 */
export class UnnamedFiles {
  readonly #deps: UnnamedFilesDeps
  #stops: (() => void)[] = []
  #isRunning = false
  #isClosed = false

  constructor(deps: UnnamedFilesDeps) {
    this.#deps = deps
  }

  start(): void {
    const { writer } = this.#deps
    this.#stops = [
      writer.on('committed', () => this.#look()),
      // What could not be written now can be.
      writer.on('blocked', (code) => code === undefined && this.#look()),
    ]
    this.#look()
  }

  /** Twice is harmless. */
  close(): void {
    this.#isClosed = true
    for (const stop of this.#stops) stop()
  }

  /** After each commit, so it asks for one row alone. */
  #look(): void {
    if (this.#isRunning || this.#isClosed || this.#deps.store.doubtedFiles.some(1).length === 0) return
    this.#isRunning = true
    void this.#settleAll().finally(() => (this.#isRunning = false))
  }

  async #settleAll(): Promise<void> {
    const { store, cache, logger } = this.#deps
    while (!this.#isClosed) {
      const doubted = store.doubtedFiles.some(AT_ONCE)
      if (doubted.length === 0) return
      const settled = await cache.letGo(doubted, (sha256) => this.#release(sha256))
      if (settled.ok) continue
      if (settled.error.code !== 'closed') logger.warn('bytes without a name were not let go of', { code: settled.error.code })
      return
    }
  }

  #release(sha256: string): Result<boolean> {
    const { store, writer } = this.#deps
    return writer.commit(() => {
      const isNamed = store.doubtedFiles.settle(sha256)
      if (!isNamed) store.cachedFiles.delete(sha256)
      return !isNamed
    })
  }
}
