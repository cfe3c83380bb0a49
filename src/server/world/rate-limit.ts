/** A token bucket per key: `burst` at once, refilled at `perSecond`. Time is a parameter. */
export class RateLimit {
  readonly #burst: number
  readonly #perSecond: number
  readonly #buckets = new Map<string, { tokens: number; at: number }>()

  constructor(options: { readonly burst: number; readonly perSecond: number }) {
    this.#burst = options.burst
    this.#perSecond = options.perSecond
  }

  /** 0 if it may go on, else the milliseconds until it may. */
  take(key: string, now: number): number {
    const bucket = this.#buckets.get(key) ?? { tokens: this.#burst, at: now }
    const elapsedMs = Math.max(0, now - bucket.at)
    bucket.tokens = Math.min(this.#burst, bucket.tokens + (elapsedMs / 1000) * this.#perSecond)
    bucket.at = now
    this.#buckets.set(key, bucket)
    if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) / this.#perSecond) * 1000)
    bucket.tokens -= 1
    return 0
  }
}
