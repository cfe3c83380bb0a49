import { encodeJsonFrame } from '@protocol/codec'
import type { SessionEvent } from '../bus/bus'
import type { Reply, Session } from '../world/session'
import type { ClientHandler } from './client-handler'
import { frameOf } from './frame-cache'

type Identity = Pick<Session, 'sessionId' | 'userId' | 'deviceId' | 'deviceName' | 'appVersion' | 'level' | 'connectedAt'>

/** An authenticated connection as the world sees it: it turns events and answers into frames of the session's level. */
export class ConnectedSession implements Session {
  readonly sessionId: string
  readonly userId: string
  readonly deviceId: string
  readonly deviceName: string
  readonly appVersion: string
  readonly level: 'sync' | 'base'
  readonly connectedAt: number
  readonly #client: ClientHandler

  constructor(client: ClientHandler, identity: Identity) {
    this.#client = client
    this.sessionId = identity.sessionId
    this.userId = identity.userId
    this.deviceId = identity.deviceId
    this.deviceName = identity.deviceName
    this.appVersion = identity.appVersion
    this.level = identity.level
    this.connectedAt = identity.connectedAt
  }

  get lastSeen(): number {
    return this.#client.lastFrameAt
  }

  deliver(event: SessionEvent): void {
    const frame = frameOf(event, this.level)
    if (frame !== undefined) this.#client.deliver(event, frame)
  }

  close(code: string, reason: string, retryAfterMs?: number): void {
    this.#client.close(code, reason, retryAfterMs)
  }

  /** Where the answer to a message goes: bare in base (PROTOCOL 8), a push in sync/1. */
  replyTo(requestId: number): Reply {
    return {
      ack: (ack) => {
        // An id over 2⁵³ would be rounded by peers that read numbers; ours are small, and text where they can be.
        const base = { receiver_id: ack.receiverId, request_id: requestId, message_id: ack.mid }
        const frame =
          this.level === 'base'
            ? encodeJsonFrame('c2c', requestId, { ...base, message_id: Number(ack.mid) })
            : encodeJsonFrame('push', requestId, {
                type: 'ack',
                data: { ...base, cli_mid: ack.cliMid, conversation_id: ack.conversationId, mid: ack.mid, seq: ack.seq, sent_at: ack.sentAt },
              })
        this.#client.answer(frame, 'ack')
      },
      nack: ({ cliMid, code, reason, retryAfterMs }) => {
        // Base has no word for a refusal; the sender sees that no ack comes.
        if (this.level === 'base') return
        const data = { request_id: requestId, cli_mid: cliMid, code, reason, retry_after_ms: retryAfterMs }
        this.#client.answer(encodeJsonFrame('push', requestId, { type: 'nack', data }), 'nack')
      },
    }
  }

  /** A message whose body could not be read at all: it cannot be named, but it must not be waited for. */
  refuseBody(requestId: number, reason: string): void {
    this.replyTo(requestId).nack({ cliMid: undefined, code: 'bad_message', reason })
  }

  answerQuery(requestId: number, result: unknown): void {
    this.#client.answer(encodeJsonFrame('result', requestId, { result }), 'result')
  }

  refuseQuery(requestId: number, code: string, reason: string): void {
    if (this.level === 'sync') this.#client.answer(encodeJsonFrame('error', requestId, { code, reason }), 'error')
  }
}
