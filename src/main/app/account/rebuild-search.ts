import type { Cancel, Clock } from '../../lib/clock'
import type { Logger } from '../../lib/logger'
import type { SearchRebuild } from '../../store/search-rebuild'
import { StoreError } from '../../store/store-error'

/** Milliseconds between two steps: the window and the link come first. */
const PAUSE_MS = 50
/** Milliseconds until the next try when another process holds the database. */
const BUSY_MS = 2000

type Rebuilding = { readonly searchRebuild: Pick<SearchRebuild, 'isDone' | 'step'> }

/**
 * Indexes, step by step, what an older version had stored, until all of it is found. It waits for another process that
 * holds the database; ended early, or by a disk that is full, it goes on at the next start. Returns the function that
 * stops it.
 */
export function rebuildSearch({ searchRebuild }: Rebuilding, clock: Clock, logger: Logger): Cancel {
  let cancel: Cancel = () => undefined
  const next = (pauseMs = PAUSE_MS): void => {
    if (!searchRebuild.isDone) cancel = clock.after(pauseMs, step)
  }
  const step = (): void => {
    try {
      searchRebuild.step()
      next()
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      if (error.code === 'busy') return next(BUSY_MS)
      logger.warn('the search index is not complete yet', { code: error.code })
    }
  }
  next()
  return () => cancel()
}
