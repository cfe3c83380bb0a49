import type { Cancel, Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import type { SearchRebuild } from '../store/search-rebuild'
import { StoreError } from '../store/store-error'

/** Milliseconds between two steps: the window and the link come first. */
const PAUSE_MS = 50

type Rebuilding = { readonly searchRebuild: Pick<SearchRebuild, 'isDone' | 'step'> }

/**
 * Indexes, step by step, what an older version had stored, until all of it is found. Ended early, or by a disk that is
 * full, it goes on at the next start. Returns the function that stops it.
 */
export function rebuildSearch({ searchRebuild }: Rebuilding, clock: Clock, logger: Logger): Cancel {
  let cancel: Cancel = () => undefined
  const next = (): void => {
    if (!searchRebuild.isDone) cancel = clock.after(PAUSE_MS, step)
  }
  const step = (): void => {
    try {
      searchRebuild.step()
      next()
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      logger.warn('the search index is not complete yet', { code: error.code })
    }
  }
  next()
  return () => cancel()
}
