export type Rate = { readonly burst: number; readonly perSecond: number }

/** Buckets that are kept before the full ones are forgotten. */
const MANY_BUCKETS = 10_000

/** A token bucket per key: `burst` at once, refilled at `perSecond`. Time is a parameter. */
export class RateLimit {
  readonly #burst: number
  readonly #perSecond: number
  readonly #buckets = new Map<string, { tokens: number; at: number }>()

  constructor({ burst, perSecond }: Rate) {
    this.#burst = burst
    this.#perSecond = perSecond
  }

  /** 0 if it may go on, else the milliseconds until it may. What is dear costs more than one. */
  take(key: string, now: number, cost = 1): number {
    const bucket = this.#buckets.get(key) ?? { tokens: this.#burst, at: now }
    this.#refill(bucket, now)
    this.#buckets.set(key, bucket)
    if (this.#buckets.size > MANY_BUCKETS) this.#forgetFull(now)
    if (bucket.tokens < cost) return Math.ceil(((cost - bucket.tokens) / this.#perSecond) * 1000)
    bucket.tokens -= cost
    return 0
  }

  #refill(bucket: { tokens: number; at: number }, now: number): void {
    const elapsedMs = Math.max(0, now - bucket.at)
    bucket.tokens = Math.min(this.#burst, bucket.tokens + (elapsedMs / 1000) * this.#perSecond)
    bucket.at = now
  }

  #forgetFull(now: number): void {
    for (const [key, bucket] of this.#buckets) {
      this.#refill(bucket, now)
      if (bucket.tokens >= this.#burst) this.#buckets.delete(key)
    }
  }
}
