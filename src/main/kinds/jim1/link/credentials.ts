import { SYNC_PROFILE } from '@protocol/constants'
import type { AuthBody } from '@protocol/schemas/session'
import type { TransportAddress } from '../../../connection/transport'

/** Who logs in where. `token` is that of `POST /v1/login`; on a plain jim1 server the decimal user id (PROTOCOL 8). */
export type Credentials = {
  readonly address: TransportAddress
  readonly clientId: string
  readonly token: string
  readonly deviceId: string
  readonly deviceName: string
  readonly appVersion: string
  /** `base`: the account is one of a plain jim1 server; sync/1 is not asked for. */
  readonly kind: 'sync' | 'base'
}

/** The body of `B001` (PROTOCOL 3). A base server is told no more than it reads. */
export function authBody(credentials: Credentials): AuthBody {
  const { clientId, token, kind, deviceId, deviceName, appVersion } = credentials
  const base: AuthBody = { client_id: clientId, token }
  if (kind === 'base') return base
  return { ...base, profile: SYNC_PROFILE, device_id: deviceId, device_name: deviceName, app_version: appVersion }
}
