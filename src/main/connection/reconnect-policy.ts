import { backoffMs } from '../lib/backoff'
import type { Random } from '../lib/clock'

/** Milliseconds online after which a connection counts as good: the count of failures starts anew. */
export const GOOD_AFTER_MS = 60_000
/** Milliseconds; the longest delay that a timer of Node can wait. A larger one would fire at once. */
const LONGEST_TIMER_MS = 0x7fff_ffff

export type RetryPlan = {
  readonly delayMs: number
  /** The count to hand in next time. */
  readonly failures: number
}

/**
 * When to dial again after a connection ended (PROTOCOL 3). `onlineForMs` is absent when it never came online;
 * `retryAfterMs` is the server's wish, to which the jitter is added, so that its clients do not come back as one.
 */
export function planRetry(
  ended: { readonly failures: number; readonly onlineForMs?: number; readonly retryAfterMs?: number },
  random: Random,
): RetryPlan {
  const wasGood = ended.onlineForMs !== undefined && ended.onlineForMs >= GOOD_AFTER_MS
  const jitterMs = wasGood && ended.retryAfterMs === undefined ? 0 : backoffMs(wasGood ? 0 : ended.failures, random)
  return {
    delayMs: Math.min(LONGEST_TIMER_MS, (ended.retryAfterMs ?? 0) + jitterMs),
    failures: wasGood ? 0 : ended.failures + 1,
  }
}
