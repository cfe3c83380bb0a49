import { encodeJsonFrame } from '@protocol/codec'
import { SYNC_PROFILE } from '@protocol/constants'
import type { AuthBody } from '@protocol/schemas/session'
import type { SessionEvent } from '../bus/bus'
import type { Metrics } from '../metrics'
import { cleanLine } from '../world/labels'
import type { Credential, RefusedError, Reply, Session } from '../world/session'
import { frameOf } from './frame-cache'
import { type Answering, FrameReply } from './frame-reply'
import type { GatewayContext } from './gateway-context'

/** What a session asks of its connection. */
export interface SessionLink {
  /** Epoch ms of the last whole frame. */
  readonly lastFrameAt: number
  /** An event of the world. */
  deliver(event: SessionEvent, frame: Uint8Array): void
  /** An answer to a frame of its own; `kind` as faults name it. */
  answer(frame: Uint8Array, kind: string): void
  close(code: string, reason: string, retryAfterMs?: number, deviceName?: string): void
}

/** An authenticated connection as the world sees it: it turns events and answers into frames of the session's level. */
export class ConnectedSession implements Session, Answering {
  readonly sessionId: string
  readonly userId: string
  readonly deviceId: string
  readonly deviceName: string
  readonly appVersion: string
  readonly credential: Credential
  readonly level: 'sync' | 'base'
  readonly connectedAt: number
  readonly linkNumber: number
  readonly #client: SessionLink
  readonly metrics: Metrics
  readonly #linkTo: (fileId: string) => string

  /** Of two of one device the one stays that came later (`cameAt`, epoch ms), however long each was looked at. */
  constructor(
    client: SessionLink,
    { metrics, newId, linkTo }: Pick<GatewayContext, 'metrics' | 'newId' | 'linkTo'>,
    came: { readonly auth: AuthBody; readonly credential: Credential; readonly cameAt: number; readonly linkNumber: number },
  ) {
    const { auth, credential, cameAt, linkNumber } = came
    this.#client = client
    this.metrics = metrics
    this.#linkTo = linkTo
    this.sessionId = newId()
    this.userId = auth.client_id
    // A client that names no device is nobody's successor: it kicks nobody, and nobody kicks it.
    this.deviceId = auth.device_id ?? `plain-${this.sessionId}`
    this.deviceName = cleanLine(auth.device_name ?? '')
    this.appVersion = cleanLine(auth.app_version ?? '')
    this.credential = credential
    this.level = auth.profile === SYNC_PROFILE ? 'sync' : 'base'
    this.connectedAt = cameAt
    this.linkNumber = linkNumber
  }

  get lastSeen(): number {
    return this.#client.lastFrameAt
  }

  deliver(event: SessionEvent): void {
    const frame = frameOf(event, this.level, this.#linkTo)
    if (frame !== undefined) this.#client.deliver(event, frame)
  }

  close(code: string, reason: string, retryAfterMs?: number, deviceName?: string): void {
    this.#client.close(code, reason, retryAfterMs, deviceName)
  }

  replyTo(requestId: number): Reply {
    return new FrameReply(this, requestId)
  }

  answer(frame: Uint8Array, kind: string): void {
    this.#client.answer(frame, kind)
  }

  /** A message whose body could not be read at all: it cannot be named, but it must not be waited for. */
  refuseBody(requestId: number, reason: string): void {
    this.replyTo(requestId).nack({ cliMid: undefined, code: 'bad_message', reason })
  }

  answerQuery(requestId: number, result: unknown): void {
    this.#client.answer(encodeJsonFrame('result', requestId, { result }), 'result')
  }

  refuseQuery(requestId: number, { body }: RefusedError): void {
    if (this.level === 'sync') this.#client.answer(encodeJsonFrame('error', requestId, body), 'error')
  }
}
