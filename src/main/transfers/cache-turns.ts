import { failed, ok, type Result } from '@shared/result'
import { diskFailure } from '../lib/json-file'
import { StoreError } from '../store/store-error'

/** Changes of a file cache, one after the other; errors of the disk and of the database as their codes, `closed` after the end. */
export class CacheTurns {
  readonly #isClosed: () => boolean
  #turn: Promise<unknown> = Promise.resolve()

  constructor(isClosed: () => boolean) {
    this.#isClosed = isClosed
  }

  run<T>(work: () => Promise<T | Result<T>>): Promise<Result<T>> {
    const turn = this.#turn.then(async (): Promise<Result<T>> => {
      if (this.#isClosed()) return failed('closed')
      try {
        const value = await work()
        return isResult<T>(value) ? value : ok(value)
      } catch (error) {
        if (error instanceof StoreError) return failed(error.code, error.message)
        if (error instanceof Error && 'errno' in error) return diskFailure(error)
        // The database was closed in the middle.
        if (this.#isClosed()) return failed('closed')
        throw error
      }
    })
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  /** Resolves once nothing changes any more. */
  async settled(): Promise<void> {
    await this.#turn
  }
}

function isResult<T>(value: T | Result<T>): value is Result<T> {
  return typeof value === 'object' && value !== null && 'ok' in value
}
