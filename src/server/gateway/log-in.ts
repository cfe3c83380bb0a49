import { SYNC_PROFILE } from '@protocol/constants'
import type { AuthBody } from '@protocol/schemas/session'
import type { Authenticator } from '../auth'

type LogIn =
  /** `tokenHash` is `undefined` after a log-in by password, which does not run out. */
  | { readonly code: undefined; readonly tokenHash: string | undefined; readonly expiresAt: number }
  | { readonly code: string; readonly reason: string; readonly retryAfterMs?: number }

const TOO_MANY_TRIES_MS = 60_000

/** Decides about a `B001`; a refusal has the code of its `B003` (PROTOCOL 3). */
export async function checkLogIn(authenticator: Authenticator, auth: AuthBody, address: string): Promise<LogIn> {
  if (auth.profile !== undefined && auth.profile !== SYNC_PROFILE) {
    return { code: 'version_unsupported', reason: `this server speaks ${SYNC_PROFILE}` }
  }
  const owner = await authenticator.checkAuth(auth.client_id, auth.token, address)
  switch (owner) {
    case 'password':
      return { code: undefined, tokenHash: undefined, expiresAt: Infinity }
    case 'bad_token':
      return { code: 'bad_token', reason: 'the token is not valid' }
    case 'expired':
      return { code: 'expired', reason: 'the token has expired' }
    case 'too_many_tries':
      return { code: 'overloaded', reason: 'too many failed log-ins', retryAfterMs: TOO_MANY_TRIES_MS }
    default:
      return { code: undefined, tokenHash: owner.tokenHash, expiresAt: owner.expiresAt }
  }
}
