import type { ServerAddress, SignInFailure, SignInFailureCode } from '@shared/account'
import type { PolicyInForce } from '@shared/policy'
import { isWithin } from '@shared/server-places'

/** To which servers a policy lets people sign in. */
export type ServerRules = Pick<PolicyInForce, 'servers' | 'isListOnly' | 'needsTls' | 'offersTrial' | 'signInKinds'>

/** Why nobody signs in to a server here; `isTrial`: it is our own, on this computer. */
export function refusalOf(server: ServerAddress, rules: ServerRules | undefined, isTrial = false): SignInFailureCode | undefined {
  if (rules === undefined) return undefined
  if (isTrial) return rules.offersTrial ? undefined : 'trial_not_allowed'
  const isOffered = rules.servers.some(({ address }) => isOf(address, server))
  if (rules.isListOnly && !isOffered) return 'server_not_allowed'
  if (!isOffered && rules.signInKinds?.includes(server.kind) === false) return 'way_not_allowed'
  return rules.needsTls && !server.tls ? 'tls_required' : undefined
}

/** The same as a failure of signing in. */
export function refused(code: SignInFailureCode): { readonly ok: false; readonly error: SignInFailure } {
  return { ok: false, error: { step: 'log_in', code, message: 'a policy of this computer' } }
}

/**
 * Whether that is the offered server, at some of its addresses. The certificate authority is the person's own: a server is who its
 * certificate says whoever vouches for it.
 */
function isOf(offered: ServerAddress, server: ServerAddress): boolean {
  return offered.kind === server.kind && isWithin(server, offered) && offered.tls === server.tls && offered.httpBase === server.httpBase
}
