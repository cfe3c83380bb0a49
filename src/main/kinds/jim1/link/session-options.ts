import type { RequestIds } from '@protocol/request-ids'
import type { LinkListener } from '../../../connection/link-session'
import type { OpenTransport } from '../../../connection/transport'
import type { Clock } from '../../../lib/clock'
import type { Logger } from '../../../lib/logger'
import type { ChatPacket } from './chat-packet'
import type { Credentials } from './credentials'

export type SessionOptions = {
  readonly clock: Clock
  readonly openTransport: OpenTransport
  readonly logger: Logger
  readonly credentials: Credentials
  readonly listener: LinkListener<ChatPacket>
  readonly requestIds: RequestIds
  readonly isFocused: boolean
}
