import { encodeJsonFrame } from '@protocol/codec'
import type { Metrics } from '../metrics'
import type { Reply, Session } from '../world/session'

type Ack = Parameters<Reply['ack']>[0]
type Nack = Parameters<Reply['nack']>[0]

/** What a session's answers need of it. */
export type Answering = {
  readonly level: Session['level']
  readonly metrics: Metrics
  /** @param kind as faults name it */
  answer(frame: Uint8Array, kind: string): void
}

/** The answer to a message: bare in base (PROTOCOL 8), a push in sync/1. */
export class FrameReply implements Reply {
  readonly #to: Answering
  readonly #requestId: number

  /** @param requestId that of the message's frame */
  constructor(to: Answering, requestId: number) {
    this.#to = to
    this.#requestId = requestId
  }

  ack({ receiverId: receiver_id, cliMid, conversationId, mid, seq, sentAt }: Ack): void {
    const { level, metrics } = this.#to
    const request_id = this.#requestId
    metrics.acks.inc()
    // An id over 2⁵³ would be rounded by peers that read numbers; ours are small, and text where they can be.
    if (level === 'base')
      return this.#to.answer(encodeJsonFrame('c2c', request_id, { receiver_id, request_id, message_id: Number(mid) }), 'ack')

    const data = { receiver_id, request_id, message_id: mid, cli_mid: cliMid, conversation_id: conversationId, mid, seq, sent_at: sentAt }
    this.#to.answer(encodeJsonFrame('push', request_id, { type: 'ack', data }), 'ack')
  }

  nack({ cliMid, code, reason, retryAfterMs }: Nack): void {
    const { level, metrics } = this.#to
    metrics.nacks.inc()
    // Base has no word for a refusal; the sender sees that no ack comes.
    if (level === 'base') return
    const data = { request_id: this.#requestId, cli_mid: cliMid, code, reason, retry_after_ms: retryAfterMs }
    this.#to.answer(encodeJsonFrame('push', this.#requestId, { type: 'nack', data }), 'nack')
  }
}
