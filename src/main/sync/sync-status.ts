import type { SyncStatus } from '@shared/status'
import type { CatchUpState } from './listing/catch-up'

export type SyncFacts = {
  /** The store's error code while it cannot be written. */
  readonly blockedBy: string | undefined
  readonly catchUp: CatchUpState
  /** Urgent gaps: older history is fetched without a word. */
  readonly repairs: { readonly openGaps: number; readonly missing: number }
}

/** What sync is doing, the most important first: nothing can be stored, the list, gaps. */
export function syncStatusOf({ blockedBy, catchUp, repairs }: SyncFacts): SyncStatus {
  if (blockedBy !== undefined) return { state: 'store_blocked', code: blockedBy }
  if (catchUp.state === 'listing') return { state: 'catching_up', done: catchUp.done }
  if (catchUp.state === 'failed') return { state: 'failed', code: catchUp.code, retryAt: catchUp.retryAt }
  return repairs.openGaps > 0 ? { state: 'repairing', ...repairs } : { state: 'idle' }
}

/** True when two statuses say the same. */
export function isSameStatus(a: SyncStatus, b: SyncStatus): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
