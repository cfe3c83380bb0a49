import type { Envelope } from '@protocol/schemas/chat'
import type { SessionInfo } from '@protocol/schemas/session'
import type { QueryMethod, QueryParams, QueryResult, Signal } from '@protocol/schemas/sync'
import type { Features } from '@shared/features'
import type { Result } from '@shared/result'
import type { LinkMode } from '@shared/status'

/** What becomes of a message that was handed to a session. */
export type MessageWatch = {
  /** It goes to the socket now: in base mode it waits for the frames before it. */
  readonly onWritten?: () => void
  /**
   * Base mode only: no ack within 5 s of that, though the link has answered a ping since. On a link that does not
   * answer, the session ends instead.
   */
  readonly onUnanswered?: () => void
}

/**
 * A connection after `B002` and until it is lost. What is asked of it afterwards does nothing, and queries answer
 * `lost`: the next session is another object.
 */
export interface OnlineSession {
  readonly mode: LinkMode
  /** What this server can do. */
  readonly features: Features
  /** `B002`; `undefined` in base mode. */
  readonly info: SessionInfo | undefined
  /** Bytes of a message's JSON body at most; the sender checks before it sends (`encodeJson(envelope).length`). */
  readonly maxBodyBytes: number
  /**
   * Writes a message and returns its request id at once.
   *
   * @throws RangeError if the body is over `maxBodyBytes`
   * @throws TypeError in base mode, if `sender_id` or `receiver_id` is not a string: the original gateway drops it
   */
  sendMessage(command: 'c2c' | 'c2g', envelope: Envelope, watch?: MessageWatch): number
  /** `B104`; losing it is harmless. Nothing in base mode. */
  signal(signal: Signal): void
  /**
   * `B201`. Beside the server's own codes: `unsupported` in base mode, `timeout` after 10 s, `bad_answer` for an answer
   * of another shape, `lost` when the session ends first.
   */
  query<M extends QueryMethod>(method: M, params: QueryParams<M>): Promise<Result<QueryResult<M>>>
  /** `B004`: the server ends the session with `A999`, and the link stops as `signed_out`. */
  logout(): void
}
