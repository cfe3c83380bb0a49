import type { SessionEvent } from '../bus/bus'
import type { Rate } from './rate-limit'

/** Who is connected, as the world sees it; the gateway implements it over a link of any kind. */
export interface Session {
  readonly sessionId: string
  readonly userId: string
  readonly deviceId: string
  readonly deviceName: string
  readonly appVersion: string
  readonly credential: Credential
  /** `base` sessions hear of messages only. */
  readonly level: 'sync' | 'base'
  /** When it asked to be let in, epoch ms. */
  readonly connectedAt: number
  /** A link that came later to this process has a larger one; absent: it came by none, and counts from when it is connected. */
  readonly linkNumber?: number
  /** Epoch ms of the last frame. */
  readonly lastSeen: number
  /** Must not throw; what it cannot send is its own problem (it is closed as `overloaded`). */
  deliver(event: SessionEvent): void
  /** Says why with `A999`, and which device wanted it, then closes. */
  close(code: string, reason: string, retryAfterMs?: number, deviceName?: string): void
}

/** What a session was opened with, and ends with. `stamp` tells the account's password from the one before. */
export type Credential =
  | {
      readonly kind: 'token'
      readonly userId: string
      readonly tokenHash: string
      readonly deviceId: string
      readonly expiresAt: number
    }
  | { readonly kind: 'password'; readonly userId: string; readonly stamp: string }
  /** The server's own people: nobody had to let them in. */
  | { readonly kind: 'none' }

/** What a session is told in answer to a frame of its own. */
export interface Reply {
  ack(ack: {
    readonly receiverId: string
    readonly cliMid: string
    readonly conversationId: string
    readonly mid: string
    readonly seq: number
    readonly sentAt: number
  }): void
  nack(nack: { readonly cliMid: string | undefined; readonly code: string; readonly reason: string; readonly retryAfterMs?: number }): void
}

/** A request that is refused, with the code that the client shows and the HTTP status that fits. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'

  constructor(
    readonly code: string,
    readonly reason: string,
    readonly status: number,
    /** When the same may be asked again. */
    readonly retryAfterMs?: number,
  ) {
    super(`${code}: ${reason}`)
  }

  /** The body of an HTTP error, and of `B203`. */
  get body(): { readonly code: string; readonly reason: string; readonly retry_after_ms?: number } {
    const { code, reason, retryAfterMs } = this
    return { code, reason, ...(retryAfterMs === undefined ? {} : { retry_after_ms: retryAfterMs }) }
  }
}

/** Too much at once: PROTOCOL 5 and 6 call it by the same code. */
export function rateLimited(retryAfterMs: number): RefusedError {
  return new RefusedError('rate_limited', 'too much at once: wait a little', 429, retryAfterMs)
}

/** Which picture a stored content is, by its bytes; `undefined`: none that every client can draw. */
export type PictureTypeOf = (sha256: string) => Promise<string | undefined>

/** The parts of the world that depend on the outside: time, ids, limits. */
export type WorldContext = {
  readonly now: () => number
  /** Unique ids for sessions, groups and messages without one. */
  readonly newId: () => string
  /** Runs it soon, after what arrives together has arrived: messages until then share a transaction. */
  readonly defer: (run: () => void) => void
  /** Runs it after so many milliseconds. */
  readonly after: (delayMs: number, run: () => void) => unknown
  readonly limits: WorldLimits
  /** Without it no file can be an avatar. */
  readonly pictureTypeOf?: PictureTypeOf
}

export type WorldLimits = {
  /** Bytes of a frame's body, both ways. */
  readonly maxBodyBytes: number
  /** How long a sender may take a message back, ms (PROTOCOL 5). */
  readonly recallMs: number
  /** Messages that one user may send at once, and how fast that refills. */
  readonly burst: number
  readonly perSecond: number
  /** Signals of one session that are worked on at once, and how fast that refills; what comes faster waits. */
  readonly signals: Rate
  /** Changes of one user's presence: those of a session that are worked on, and those that watchers hear of. */
  readonly presence: Rate
  /** Queries of one user; setting a name or picture counts as ten, because everybody who knows them is told. */
  readonly queries: Rate
  /** Changes to groups, of one user. */
  readonly groupChanges: Rate
  /** Searches in the directory, of one user. */
  readonly searches: Rate
  /** Between two `typing` of one session in one conversation; more are not passed on. */
  readonly typingMs: number
}

export const DEFAULT_WORLD_LIMITS: WorldLimits = {
  maxBodyBytes: 1024 * 1024,
  recallMs: 120_000,
  // An outbox of a week offline comes at once; nobody types 500 a second.
  burst: 2000,
  perSecond: 500,
  signals: { burst: 300, perSecond: 100 },
  presence: { burst: 5, perSecond: 1 },
  queries: { burst: 200, perSecond: 20 },
  groupChanges: { burst: 60, perSecond: 2 },
  searches: { burst: 60, perSecond: 10 },
  // A little under the 3 s of PROTOCOL 5, for senders whose clock is not ours.
  typingMs: 2500,
}
