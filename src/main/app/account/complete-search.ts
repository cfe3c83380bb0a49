import type { Clock } from '../../lib/clock'
import type { Logger } from '../../lib/logger'
import { TimerSet } from '../../lib/timer-set'
import type { SearchRebuild } from '../../store/search-rebuild'
import { StoreError } from '../../store/store-error'

/** Milliseconds between two steps: the window and the link come first. */
const PAUSE_MS = 50
/** Milliseconds until the next try when another process holds the database. */
const BUSY_MS = 2000
/** Milliseconds in which what is stored gathers, to be indexed together. */
const GATHER_MS = 1000

type Rebuilding = { readonly searchRebuild: Pick<SearchRebuild, 'isDone' | 'step'> }

export type SearchCompletion = {
  /** Something was stored: if it waits for its entry in the index, it gets it soon. */
  stored(): void
  stop(): void
}

/**
 * Indexes, step by step, what an older version had stored and what comes. It waits for another process that holds the
 * database; ended early, or by a disk that is full, it goes on when something is stored again, or at the next start.
 */
export function completeSearch({ searchRebuild }: Rebuilding, clock: Clock, logger: Logger): SearchCompletion {
  const timers = new TimerSet(clock)
  const next = (pauseMs = PAUSE_MS): void => {
    if (!searchRebuild.isDone) timers.set('step', pauseMs, step)
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
  return {
    stored: () => {
      if (!timers.has('step')) next(GATHER_MS)
    },
    stop: () => timers.close(),
  }
}
