import type { Cancel, Clock } from '../lib/clock'
import type { Awaits, Outgoing, OutgoingFrame } from './outgoing'

/** Milliseconds that a frame's answer holds up the next one at most (PROTOCOL 8). */
export const ANSWER_LIMIT_MS = 5_000
/** Milliseconds after a frame that nobody answers: two frames in one read of the original gateway lose the second. */
export const UNANSWERED_GAP_MS = 100

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
export class BaseQueue implements Outgoing {
  readonly #clock: Clock
  readonly #write: (bytes: Uint8Array) => void
  readonly #waiting: OutgoingFrame[] = []
  #inFlight: OutgoingFrame | undefined
  #cancelLimit: Cancel | undefined
  #isClosed = false

  constructor(clock: Clock, write: (bytes: Uint8Array) => void) {
    this.#clock = clock
    this.#write = write
  }

  /** Frames that wait for their turn. */
  get waiting(): number {
    return this.#waiting.length
  }

  send(frame: OutgoingFrame): void {
    if (this.#isClosed) return
    if (frame.awaits === 'pong') this.#waiting.unshift(frame)
    else this.#waiting.push(frame)
    this.#writeNext()
  }

  answered(awaits: Awaits, requestId: number): void {
    const frame = this.#inFlight
    if (frame?.awaits !== awaits) return
    // Control replies have request id 0 there; an ack names its message, and a late one must not free the next.
    if (awaits === 'ack' && frame.requestId !== requestId) return
    this.#release()
  }

  close(): void {
    this.#isClosed = true
    this.#waiting.length = 0
    this.#inFlight = undefined
    this.#cancelLimit?.()
    this.#cancelLimit = undefined
  }

  #release(): void {
    this.#cancelLimit?.()
    this.#cancelLimit = undefined
    this.#inFlight = undefined
    this.#writeNext()
  }

  #writeNext(): void {
    if (this.#isClosed || this.#inFlight !== undefined) return
    const frame = this.#waiting.shift()
    if (frame === undefined) return
    this.#inFlight = frame
    const limitMs = frame.awaits === 'nothing' ? UNANSWERED_GAP_MS : ANSWER_LIMIT_MS
    this.#cancelLimit = this.#clock.after(limitMs, () => this.#release())
    this.#write(frame.bytes)
    frame.onWritten?.()
  }
}
