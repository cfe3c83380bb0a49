import type { Signal } from '@protocol/schemas/sync'
import { RateLimit } from './rate-limit'
import type { Session, WorldContext } from './session'

/** Signals of one session that may wait; a log-in speaks of thousands of conversations. */
const MAX_WAITING = 10_000

type Pace = {
  readonly session: Session
  readonly rate: RateLimit
  readonly presenceRate: RateLimit
  /** What waits, the latest of each kind and conversation; oldest first. */
  readonly waiting: Map<string, Signal>
  isTimed: boolean
}

/**
 * How fast a session's signals are worked on (PROTOCOL 5). They have no answer that could refuse them, so those that come
 * too fast wait, and of a kind only the latest: marks only grow, and of a state the last one counts. Only `typing` is
 * lost, which is old news by then.
 *
 * ```
 *   take ── within the rate ──▶ work
 *      └─── else ─▶ waiting: latest by key ── as the rate allows ──▶ work
 * ```
 */
export class SignalPacer {
  readonly #context: WorldContext
  readonly #isHere: (session: Session) => boolean
  readonly #work: (session: Session, signal: Signal) => Promise<void>
  readonly #paces = new WeakMap<Session, Pace>()

  constructor(options: {
    readonly context: WorldContext
    readonly isHere: (session: Session) => boolean
    readonly work: (session: Session, signal: Signal) => Promise<void>
  }) {
    this.#context = options.context
    this.#isHere = options.isHere
    this.#work = options.work
  }

  async take(session: Session, signal: Signal): Promise<void> {
    const pace = this.#paceOf(session)
    const key = keyOf(signal)
    if (!pace.waiting.has(key) && this.#waitMs(pace, signal) === 0) return this.#work(session, signal)
    if (signal.type === 'typing') return
    const before = pace.waiting.get(key)
    if (before === undefined && pace.waiting.size >= MAX_WAITING) return
    pace.waiting.set(key, before === undefined ? signal : later(before, signal))
    this.#schedule(pace)
  }

  #schedule(pace: Pace): void {
    if (pace.isTimed) return
    pace.isTimed = true
    this.#context.after(AGAIN_MS, () => {
      pace.isTimed = false
      void this.#flush(pace).catch(() => pace.session.close('overloaded', 'the server could not do this now', 1000))
    })
  }

  async #flush(pace: Pace): Promise<void> {
    const { session, waiting } = pace
    for (const [key, signal] of [...waiting]) {
      if (!this.#isHere(session)) return waiting.clear()
      if (this.#waitMs(pace, signal) > 0) continue
      // By now a later one may stand in its place.
      const latest = waiting.get(key) ?? signal
      waiting.delete(key)
      await this.#work(session, latest)
    }
    if (waiting.size > 0) this.#schedule(pace)
  }

  #waitMs({ rate, presenceRate, session }: Pace, signal: Signal): number {
    return (signal.type === 'presence' ? presenceRate : rate).take(session.sessionId, this.#context.now())
  }

  #paceOf(session: Session): Pace {
    let pace = this.#paces.get(session)
    if (pace === undefined) {
      const { signals, presence } = this.#context.limits
      pace = {
        session,
        rate: new RateLimit(signals),
        presenceRate: new RateLimit(presence),
        waiting: new Map(),
        isTimed: false,
      }
      this.#paces.set(session, pace)
    }
    return pace
  }
}

/** Milliseconds until what waits is looked at again. */
const AGAIN_MS = 250

function keyOf({ type, data }: Signal): string {
  return type === 'presence' ? type : `${type} ${data.conversation_id}`
}

/** Of two marks the further one, of anything else the one that came last. */
function later(before: Signal, signal: Signal): Signal {
  const isMark = (one: Signal): one is Extract<Signal, { type: 'read' | 'delivered' }> => one.type === 'read' || one.type === 'delivered'
  return isMark(before) && isMark(signal) && before.data.up_to_seq > signal.data.up_to_seq ? before : signal
}
