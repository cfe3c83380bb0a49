import { encodeJsonFrame, type PacketOf } from '@protocol/codec'
import { COMMANDS } from '@protocol/commands'
import type { Frame } from '@protocol/frame'
import type { ErrorBody } from '@protocol/schemas/session'
import { type QueryMethod, type QueryParams, type QueryResult, queryResultSchemas } from '@protocol/schemas/sync'
import { failed, ok, type Result } from '@shared/result'
import type { Clock } from '../../../lib/clock'
import { PendingRequests } from './pending-requests'

/** Milliseconds that a query waits for its answer. */
export const QUERY_LIMIT_MS = 10_000

/** `B201` and its answers `B202` and `B203`, matched by request id (PROTOCOL 2, 5). */
export class Queries {
  readonly #pending: PendingRequests<Result<unknown>>
  readonly #send: (requestId: number, bytes: Uint8Array) => void

  constructor(clock: Clock, send: (requestId: number, bytes: Uint8Array) => void) {
    this.#pending = new PendingRequests(clock)
    this.#send = send
  }

  async ask<M extends QueryMethod>(requestId: number, method: M, params: QueryParams<M>): Promise<Result<QueryResult<M>>> {
    const answer = this.#pending.add(requestId, QUERY_LIMIT_MS, failed('timeout', `${method} was not answered`))
    this.#send(requestId, encodeJsonFrame('query', requestId, { method, params }))
    const outcome = await answer
    if (!outcome.ok) return outcome
    const result = queryResultSchemas[method].safeParse(outcome.value)
    if (!result.success) return failed('bad_answer', `${method}: a result of another shape`)
    // The schema was picked by the method, which the compiler cannot follow through the table.
    return ok(result.data as QueryResult<M>)
  }

  answered(packet: PacketOf<'result'> | PacketOf<'error'>): void {
    const { requestId } = packet
    if (packet.name === 'result') this.#pending.settle(requestId, ok(packet.result))
    else this.#pending.settle(requestId, refusalOf(packet.error))
  }

  /** An answer that cannot be read is an answer: nobody has to wait for the limit. Other frames are none. */
  unreadable(frame: Frame, message: string): void {
    if (frame.command !== COMMANDS.result && frame.command !== COMMANDS.error) return
    this.#pending.settle(frame.requestId, failed('bad_answer', message))
  }

  /** Whoever still waits hears that the session is lost. */
  close(): void {
    this.#pending.settleAll(failed('lost', 'the session ended'))
  }
}

function refusalOf({ code, reason: message, retry_after_ms: retryAfterMs }: ErrorBody): Result<never> {
  return { ok: false, error: { code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) } }
}
