import { RequestIds } from '@protocol/request-ids'
import { Connection, type ConnectionEvents } from '../../../connection/connection'
import type { LinkListener, LinkSession } from '../../../connection/link-session'
import type { OpenTransport } from '../../../connection/transport'
import type { Clock, Random } from '../../../lib/clock'
import type { DialOrder } from '../../../lib/dial-order'
import type { Logger } from '../../../lib/logger'
import type { ChatPacket } from './chat-packet'
import type { Credentials } from './credentials'
import type { OnlineSession } from './online-session'
import { Session } from './session'

export type Jim1ConnectionEvents = ConnectionEvents<OnlineSession, ChatPacket>

export type Jim1ConnectionDeps = {
  readonly clock: Clock
  readonly random: Random
  readonly openTransport: OpenTransport
  readonly logger: Logger
  /** The id before the first one of a plain server's account, above those of the last start. */
  readonly lastRequestId?: number
  /** Which of the server's addresses is dialled; else that of the credentials. */
  readonly order?: DialOrder
}

/** The dial loop with jim1's sessions. */
export class Jim1Connection extends Connection<Credentials, OnlineSession, ChatPacket> {
  constructor(deps: Jim1ConnectionDeps) {
    super({ ...deps, makeSession: sessionsOf(deps) })
  }
}

/**
 * Makes sessions. Their request ids start anew, but count on after a plain server and for its accounts: a late ack there
 * must not name another message (PROTOCOL 8).
 */
function sessionsOf({ clock, openTransport, logger, lastRequestId, order }: Jim1ConnectionDeps) {
  let requestIds = new RequestIds(lastRequestId)
  let isCountingOn = false
  return (credentials: Credentials, listener: LinkListener<ChatPacket>, isFocused: boolean): LinkSession & OnlineSession => {
    if (credentials.kind === 'sync' && !isCountingOn) requestIds = new RequestIds()
    const onOnline: typeof listener.onOnline = (spoken) => {
      isCountingOn = session.dialect === 'base'
      listener.onOnline(spoken)
    }
    const session = new Session({
      clock,
      openTransport,
      logger,
      credentials: order === undefined ? credentials : { ...credentials, address: { ...credentials.address, ...order.current } },
      listener: { ...listener, onOnline },
      isFocused,
      requestIds,
    })
    return session
  }
}
