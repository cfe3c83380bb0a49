import type { Cancel, Clock } from '../../../lib/clock'
import type { Awaits, OutgoingFrame } from './outgoing'

/** Milliseconds that a frame's answer holds up the next one at most (PROTOCOL 8). */
export const ANSWER_LIMIT_MS = 5_000
/** Milliseconds after a frame that nobody answers: two frames in one read of the original gateway lose the second. */
export const UNANSWERED_GAP_MS = 100

/** What goes first: the ping that tells whether the link is alive, who we are, then everything else in its order. */
const RANK: { readonly [A in Awaits]: number } = { pong: 0, accepted: 1, ack: 2, nothing: 2 }

type BaseQueueOptions = {
  readonly clock: Clock
  readonly write: (bytes: Uint8Array) => void
  /** A frame's answer did not come in time. What is sent now goes before whatever waits behind it. */
  readonly onLate: (frame: OutgoingFrame) => void
  /** A frame was answered, or was waited for long enough; the next one is written already. */
  readonly onReleased: (frame: OutgoingFrame) => void
}

/**
 * Frames for an original gateway, one in flight: the next is written when this one's answer came, or after 5 s.
 *
 * ```
 *          send            answered, or time is up
 *   idle ───────▶ in flight ───────────────────────▶ next in flight, or idle
 * ```
 *
 * A ping overtakes what waits, so that a long queue does not look like a dead link.
 */
export class BaseQueue {
  readonly #options: BaseQueueOptions
  readonly #waiting: OutgoingFrame[] = []
  #inFlight: OutgoingFrame | undefined
  #cancelLimit: Cancel | undefined
  #isClosed = false

  constructor(options: BaseQueueOptions) {
    this.#options = options
  }

  /** A frame that awaits this waits for its turn. */
  has(awaits: Awaits): boolean {
    return this.#waiting.some((frame) => frame.awaits === awaits)
  }

  send(frame: OutgoingFrame): void {
    if (this.#isClosed) return
    const place = this.#waiting.findIndex(({ awaits }) => RANK[awaits] > RANK[frame.awaits])
    this.#waiting.splice(place === -1 ? this.#waiting.length : place, 0, frame)
    this.#writeNext()
  }

  answered(awaits: Awaits, requestId: number): void {
    const frame = this.#inFlight
    if (frame?.awaits !== awaits) return
    // Control replies have request id 0 there; an ack names its message, and a late one must not free the next.
    if (awaits === 'ack' && frame.requestId !== requestId) return
    this.#release(frame)
  }

  /** What waits is never written. Twice is harmless. */
  close(): void {
    this.#isClosed = true
    this.#waiting.length = 0
    this.#inFlight = undefined
    this.#cancelLimit?.()
    this.#cancelLimit = undefined
  }

  #late(frame: OutgoingFrame): void {
    if (frame.awaits !== 'nothing') this.#options.onLate(frame)
    if (this.#inFlight === frame) this.#release(frame)
  }

  #release(frame: OutgoingFrame): void {
    this.#cancelLimit?.()
    this.#cancelLimit = undefined
    this.#inFlight = undefined
    this.#writeNext()
    if (!this.#isClosed) this.#options.onReleased(frame)
  }

  #writeNext(): void {
    if (this.#isClosed || this.#inFlight !== undefined) return
    const frame = this.#waiting.shift()
    if (frame === undefined) return
    this.#inFlight = frame
    const limitMs = frame.awaits === 'nothing' ? UNANSWERED_GAP_MS : ANSWER_LIMIT_MS
    this.#cancelLimit = this.#options.clock.after(limitMs, () => this.#late(frame))
    this.#options.write(frame.bytes)
    frame.onWritten?.()
  }
}
