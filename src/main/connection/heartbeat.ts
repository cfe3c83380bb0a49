import type { Cancel, Clock } from '../lib/clock'

/** Milliseconds of quiet before a ping while the window is focused (PROTOCOL 3). */
export const FOCUSED_INTERVAL_MS = 15_000
/** Milliseconds; `heartbeat_ms` of a server that did not name one. */
export const DEFAULT_INTERVAL_MS = 20_000
/** Milliseconds without any byte after a ping that a link gets at least. */
export const MIN_PONG_LIMIT_MS = 5_000
/** Milliseconds that a link gets when there is a reason to doubt it, such as a network change. */
export const DOUBT_LIMIT_MS = 3_000
/** Milliseconds; a server that wants fewer pings than this is not followed, or a dead link would go unnoticed. */
const LONGEST_INTERVAL_MS = 300_000
const MAX_OPEN_PINGS = 8

/** The three verbs that the heartbeat needs of its owner. */
export interface HeartbeatOwner {
  /** Sends a ping; `onWritten` is called with its request id once it is on its way. */
  ping(onWritten: (requestId: number) => void): void
  /** Milliseconds, smoothed. */
  measured(rttMs: number): void
  /** The link is dead: no byte came in time. */
  died(limitMs: number): void
}

type HeartbeatOptions = {
  readonly clock: Clock
  readonly owner: HeartbeatOwner
  /** Milliseconds, as the server named it. */
  readonly heartbeatMs?: number
  readonly isFocused: boolean
}

/**
 * Keeps a link alive and finds out when it is dead (PROTOCOL 3).
 *
 * ```
 *   quiet for the interval            nothing came within the limit
 *  ──────────────────────▶ ping sent ───────────────────────────────▶ died()
 *            ▲                 │ any byte
 *            └─────────────────┘
 * ```
 *
 * Quiet means nothing sent, or nothing received: a client that keeps sending into a dead link must notice, too.
 */
export class Heartbeat {
  readonly #clock: Clock
  readonly #owner: HeartbeatOwner
  readonly #heartbeatMs: number
  #isFocused: boolean
  #lastSentAt: number
  #lastReceivedAt: number
  #cancelQuiet: Cancel | undefined
  #cancelLimit: Cancel | undefined
  /** A ping is queued or waits for its first byte. */
  #isProbing = false
  #isDoubted = false
  readonly #pings = new Map<number, number>()
  #smoothedMs: number | undefined
  #isClosed = false

  constructor(options: HeartbeatOptions) {
    this.#clock = options.clock
    this.#owner = options.owner
    this.#heartbeatMs = Math.min(options.heartbeatMs ?? DEFAULT_INTERVAL_MS, LONGEST_INTERVAL_MS)
    this.#isFocused = options.isFocused
    this.#lastSentAt = this.#lastReceivedAt = this.#clock.monotonic()
    this.#watchQuiet()
  }

  /** The smoothed round trip in milliseconds; `undefined` before the first pong. */
  get rttMs(): number | undefined {
    return this.#smoothedMs
  }

  sent(): void {
    this.#lastSentAt = this.#clock.monotonic()
  }

  /** Any byte proves the link alive. */
  received(): void {
    this.#lastReceivedAt = this.#clock.monotonic()
    if (this.#cancelLimit === undefined) return
    this.#cancelLimit()
    this.#cancelLimit = undefined
    this.#isProbing = false
    this.#isDoubted = false
    this.#watchQuiet()
  }

  /** A pong came. One that names no ping answers the oldest: not every chat system's pongs say which they mean. */
  ponged(requestId?: number): void {
    const id = requestId ?? this.#pings.keys().next().value
    const sentAt = id === undefined ? undefined : this.#pings.get(id)
    if (id === undefined || sentAt === undefined) return
    this.#pings.delete(id)
    const rttMs = this.#clock.monotonic() - sentAt
    this.#smoothedMs = this.#smoothedMs === undefined ? rttMs : this.#smoothedMs * 0.875 + rttMs * 0.125
    this.#owner.measured(Math.round(this.#smoothedMs))
  }

  setFocused(isFocused: boolean): void {
    if (isFocused === this.#isFocused) return
    this.#isFocused = isFocused
    if (!this.#isProbing) this.#watchQuiet()
  }

  /** Pings now, quiet or not, unless a ping is under way. */
  ping(): void {
    if (!this.#isClosed && !this.#isProbing) this.#ping()
  }

  /** Pings at once, with the short limit; a ping that is under way gets the short limit, too. */
  doubt(): void {
    if (this.#isClosed || this.#isDoubted) return
    this.#isDoubted = true
    this.#ping()
  }

  close(): void {
    this.#isClosed = true
    this.#cancelQuiet?.()
    this.#cancelLimit?.()
    this.#cancelQuiet = this.#cancelLimit = undefined
    this.#pings.clear()
  }

  get #intervalMs(): number {
    return this.#isFocused ? Math.min(FOCUSED_INTERVAL_MS, this.#heartbeatMs) : this.#heartbeatMs
  }

  get #limitMs(): number {
    return this.#isDoubted ? DOUBT_LIMIT_MS : Math.max(MIN_PONG_LIMIT_MS, 4 * (this.#smoothedMs ?? 0))
  }

  /** One timer looks after the quiet; sending and receiving only write down a time. */
  #watchQuiet(): void {
    this.#cancelQuiet?.()
    this.#cancelQuiet = undefined
    if (this.#isClosed) return
    const dueAt = Math.min(this.#lastSentAt, this.#lastReceivedAt) + this.#intervalMs
    const leftMs = Math.ceil(dueAt - this.#clock.monotonic())
    this.#cancelQuiet = this.#clock.after(Math.max(0, leftMs), () => {
      this.#cancelQuiet = undefined
      const isQuiet = Math.min(this.#lastSentAt, this.#lastReceivedAt) + this.#intervalMs <= this.#clock.monotonic()
      if (isQuiet) this.#ping()
      else this.#watchQuiet()
    })
  }

  #ping(): void {
    this.#cancelQuiet?.()
    this.#cancelQuiet = undefined
    this.#isProbing = true
    this.#owner.ping((requestId) => {
      if (this.#isClosed) return
      this.#pings.set(requestId, this.#clock.monotonic())
      // A peer that talks but never pongs must not fill the map.
      if (this.#pings.size > MAX_OPEN_PINGS) this.#pings.delete(this.#pings.keys().next().value!)
      this.#cancelLimit?.()
      const limitMs = this.#limitMs
      this.#cancelLimit = this.#clock.after(limitMs, () => this.#owner.died(limitMs))
    })
  }
}
