import { encodeJsonFrame, encodeTextFrame } from '@protocol/codec'
import { SYNC_PROFILE } from '@protocol/constants'
import { FEATURES, type SessionInfo } from '@protocol/schemas/session'
import type { Session } from '../world/session'
import type { GatewayContext } from './gateway-context'

/** `B002` (PROTOCOL 3): words to a base client, the session object to one of sync/1. */
export function acceptedFrame(
  { userId, sessionId, level }: Session,
  requestId: number,
  { limits, clock, httpBase }: GatewayContext,
): Uint8Array {
  if (level === 'base') return encodeTextFrame('authAccepted', requestId, 'auth success')
  const session: SessionInfo = {
    profile: SYNC_PROFILE,
    user_id: userId,
    session_id: sessionId,
    server_time: clock.now(),
    heartbeat_ms: limits.heartbeatMs,
    idle_limit_ms: limits.idleMs,
    max_body_bytes: limits.maxBodyBytes,
    http_base: httpBase(),
    features: [...FEATURES],
    files: { max_bytes: limits.maxFileBytes, expires_ms: limits.uploadExpiresMs },
  }
  return encodeJsonFrame('authAccepted', requestId, session)
}

/** `A999` (PROTOCOL 3): words to a base client, codes to everybody else, also before log-in. */
export function closeFrame(
  level: Session['level'] | undefined,
  requestId: number,
  body: { readonly code: string; readonly reason: string; readonly retry_after_ms?: number },
): Uint8Array {
  return level === 'base' ? encodeTextFrame('serverClose', requestId, body.reason) : encodeJsonFrame('serverClose', requestId, body)
}
