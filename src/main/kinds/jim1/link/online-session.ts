import type { SessionInfo } from '@protocol/schemas/session'
import type { QueryMethod, QueryParams, QueryResult, Signal } from '@protocol/schemas/sync'
import type { Features } from '@shared/features'
import type { Result } from '@shared/result'
import type { MessageWatch } from '../../kind/chat-session'
import type { Dialect } from '../dialects'

export type { MessageWatch }

/**
 * A connection after `B002` and until it is lost. What is asked of it afterwards does nothing, and queries answer
 * `lost`: the next session is another object.
 */
export interface OnlineSession {
  readonly dialect: Dialect
  /** What this server can do. */
  readonly features: Features
  /** `B002`; `undefined` of a plain server. */
  readonly info: SessionInfo | undefined
  /** Bytes of a message's JSON body at most; the sender checks before it sends. */
  readonly maxBodyBytes: number
  /**
   * Writes a message, whose body is encoded already, and returns its request id at once.
   *
   * @throws RangeError if the body is over `maxBodyBytes`
   */
  sendMessage(command: 'c2c' | 'c2g', body: Uint8Array, watch?: MessageWatch): number
  /** `B104`; losing it is harmless. Nothing on a plain server. */
  signal(signal: Signal): void
  /**
   * `B201`. Beside the server's own codes: `unsupported` on a plain server, `timeout` after 10 s, `bad_answer` for an
   * answer of another shape, `lost` when the session ends first.
   */
  query<M extends QueryMethod>(method: M, params: QueryParams<M>): Promise<Result<QueryResult<M>>>
  /** `B004`: the server ends the session with `A999`, and the link stops as `signed_out`. */
  logout(): void
}
