import type { Random } from '../lib/clock'

/** Milliseconds of the first backoff's upper end; it doubles with every failure (PROTOCOL 3). */
export const BACKOFF_BASE_MS = 500
/** Milliseconds that no backoff exceeds. */
export const BACKOFF_LIMIT_MS = 30_000
/** Milliseconds online after which a connection counts as good: the count of failures starts anew. */
export const GOOD_AFTER_MS = 60_000
/** Milliseconds; the longest delay that a timer of Node can wait. A larger one would fire at once. */
const LONGEST_TIMER_MS = 0x7fff_ffff

/** Full jitter: anywhere between 0 and the doubled upper end. `failures` counts from 0. */
export function backoffMs(failures: number, random: Random): number {
  return random() * Math.min(BACKOFF_LIMIT_MS, BACKOFF_BASE_MS * 2 ** failures)
}

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
