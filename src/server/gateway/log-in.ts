import { SYNC_PROFILE } from '@protocol/constants'
import type { AuthBody } from '@protocol/schemas/session'
import type { Authenticator } from '../auth'
import type { Credential } from '../world/session'

type LogIn =
  | { readonly code: undefined; readonly credential: Credential }
  | { readonly code: string; readonly reason: string; readonly retryAfterMs?: number }

/** Decides about a `B001`; a refusal has the code of its `B003` (PROTOCOL 3). */
export async function checkLogIn(authenticator: Authenticator, auth: AuthBody, address: string): Promise<LogIn> {
  if (auth.profile !== undefined && auth.profile !== SYNC_PROFILE) {
    return { code: 'version_unsupported', reason: `this server speaks ${SYNC_PROFILE}` }
  }
  const owner = await authenticator.checkAuth(auth.client_id, auth.token, address)
  if (owner === 'bad_token') return { code: 'bad_token', reason: 'the token is not valid' }
  if (owner === 'expired') return { code: 'expired', reason: 'the token has expired' }
  if ('kind' in owner) return { code: undefined, credential: owner }
  const reason = owner.code === 'overloaded' ? 'too many log-ins at once' : 'too many failed log-ins'
  return { code: 'overloaded', reason, retryAfterMs: owner.retryAfterMs }
}
