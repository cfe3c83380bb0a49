import type { Clock } from '../../../lib/clock'
import { BaseQueue } from './base-queue'
import type { Awaits, Outgoing, OutgoingFrame } from './outgoing'
import { Timers } from '../../../lib/timers'

/** Milliseconds in which the gateway may still forget us, because it finds out late that an older socket of ours died. */
export const SETTLING_MS = 80_000
/** Milliseconds between two pings meanwhile: that long at most do we hear nothing without knowing it. */
export const SETTLING_PING_MS = 3_000
/** Milliseconds between two log-ins from then on. */
export const REAUTH_MS = 300_000
/** Missing acks of a connection that never had one, after which its token is suspected. */
const SUSPICIOUS_MISSES = 2

/** What the link needs of its session. */
export interface BaseLinkOwner {
  write(bytes: Uint8Array): void
  /** Pings, quiet or not; the ping comes back as a frame to be sent. */
  ping(): void
  /** There is a reason to doubt the link: pings at once, and ends it when nothing is heard for 3 s. */
  doubt(): void
  /** A `B001` with a request id of its own. */
  authFrame(): OutgoingFrame
  /** True: acks never come although pings are answered, as it is with a wrong token. False: an ack came after all. */
  suspectToken(isSuspected: boolean): void
}

/**
 * A connection to an original gateway, from `B002` on: gentle, suspicious and forgetful of nothing (PROTOCOL 8).
 *
 * ```
 *   message ──ack──▶ done
 *      │ 5 s
 *      ▼             pong
 *   doubted: A001 ────────▶ onUnanswered: the sender decides; B001 goes before whatever is sent next
 *      │ 3 s of silence
 *      ▼
 *   the session ends; what was on its way waits for the next one
 * ```
 *
 * The gateway forgets a client up to 60 s after an older socket of it died, and refuses no token: `B001`, which is
 * idempotent there, goes along with every ping of the first 80 s, after every missing ack, and every 5 minutes.
 */
export class BaseLink implements Outgoing {
  readonly #owner: BaseLinkOwner
  readonly #timers: Timers
  readonly #queue: BaseQueue
  #unanswered: OutgoingFrame[] = []
  #isSettling = true
  #misses = 0
  #hasHadAck = false

  constructor(clock: Clock, owner: BaseLinkOwner) {
    this.#owner = owner
    this.#timers = new Timers(clock)
    this.#queue = new BaseQueue({
      clock,
      write: (bytes) => owner.write(bytes),
      onLate: (frame) => this.#late(frame),
      onReleased: (frame) => this.#released(frame),
    })
    this.#pingWhileSettling()
    this.#timers.after(SETTLING_MS, () => this.#settled())
  }

  send(frame: OutgoingFrame): void {
    if (frame.awaits !== 'pong') return this.#queue.send(frame)
    const isToldAgain = this.#isSettling || this.#unanswered.length > 0
    // A ping that waits already asks the same.
    if (!this.#queue.has('pong')) this.#queue.send(frame)
    if (isToldAgain) this.#authenticate()
  }

  answered(awaits: Awaits, requestId: number): void {
    if (awaits === 'ack') this.#acked()
    this.#queue.answered(awaits, requestId)
  }

  close(): void {
    this.#timers.close()
    this.#queue.close()
    this.#unanswered = []
  }

  #late(frame: OutgoingFrame): void {
    if (frame.awaits !== 'ack') return
    this.#unanswered.push(frame)
    this.#owner.doubt()
  }

  /** The ping after a missing ack is over and the session is not: the link answers. */
  #released({ awaits }: OutgoingFrame): void {
    if (awaits !== 'pong' || this.#unanswered.length === 0) return
    const unanswered = this.#unanswered
    this.#unanswered = []
    this.#misses += unanswered.length
    if (!this.#hasHadAck && this.#misses >= SUSPICIOUS_MISSES) this.#owner.suspectToken(true)
    for (const frame of unanswered) frame.onUnanswered?.()
  }

  #acked(): void {
    this.#hasHadAck = true
    if (this.#misses >= SUSPICIOUS_MISSES) this.#owner.suspectToken(false)
    this.#misses = 0
  }

  #pingWhileSettling(): void {
    this.#timers.after(SETTLING_PING_MS, () => {
      if (!this.#isSettling) return
      this.#owner.ping()
      this.#pingWhileSettling()
    })
  }

  #settled(): void {
    this.#isSettling = false
    this.#authenticate()
    this.#timers.after(REAUTH_MS, () => this.#settled())
  }

  #authenticate(): void {
    if (!this.#queue.has('accepted')) this.#queue.send(this.#owner.authFrame())
  }
}
