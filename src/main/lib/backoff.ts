import type { Random } from './clock'

/** Milliseconds of the first backoff's upper end; it doubles with every failure (PROTOCOL 3). */
export const BACKOFF_BASE_MS = 500
/** Milliseconds that no backoff exceeds. */
export const BACKOFF_LIMIT_MS = 30_000

/** Full jitter: anywhere between 0 and the doubled upper end. `failures` counts from 0. */
export function backoffMs(failures: number, random: Random): number {
  return random() * Math.min(BACKOFF_LIMIT_MS, BACKOFF_BASE_MS * 2 ** failures)
}
