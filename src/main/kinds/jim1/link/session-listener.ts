import type { RequestIds } from '@protocol/request-ids'
import type { LinkMode } from '@shared/status'
import type { Clock } from '../../../lib/clock'
import type { Logger } from '../../../lib/logger'
import type { ChatPacket } from './chat-packet'
import type { Credentials } from './credentials'
import type { LinkFailure } from '../../../connection/link-failure'
import type { OpenTransport, TransportStage } from '../../../connection/transport'

/** What a session tells the dial loop. After `onEnd` it says nothing more. */
export interface SessionListener {
  onStage(stage: TransportStage): void
  onOpen(): void
  onOnline(mode: LinkMode): void
  onPacket(packet: ChatPacket): void
  onMeasured(rttMs: number): void
  /** Base mode: the server may not know us by this token, for it never acknowledges; false when it does after all. */
  onTokenSuspected(isSuspected: boolean): void
  onEnd(failure: LinkFailure): void
}

export type SessionOptions = {
  readonly clock: Clock
  readonly openTransport: OpenTransport
  readonly logger: Logger
  readonly credentials: Credentials
  readonly listener: SessionListener
  readonly requestIds: RequestIds
  readonly isFocused: boolean
}
