import type { SignInFailure, SignInFailureCode, SignInStep } from '@shared/account'
import type { Result } from '@shared/result'

/** The step that a link's failure belongs to, for causes that tell it; others belong to the step they happened in. */
const STEP_OF_CAUSE: { readonly [code: string]: SignInStep | undefined } = {
  name_not_found: 'resolve',
  no_network: 'connect',
  refused: 'connect',
  unreachable: 'connect',
  proxy_unreachable: 'proxy',
  proxy_timeout: 'proxy',
  proxy_auth: 'proxy',
  proxy_refused: 'proxy',
  proxy_protocol: 'proxy',
  tls_untrusted: 'secure',
  tls_failed: 'secure',
  other_protocol: 'authenticate',
}

/** A failure of signing in, in the step where it belongs: its cause's own, else `step`. */
export function signInFailureOf(step: SignInStep, code: SignInFailureCode, message: string): Result<never, SignInFailure> {
  return signInFailure(STEP_OF_CAUSE[code] ?? step, code, message)
}

/** `retryAfterMs`: the server says when it takes another try. */
export function signInFailure(
  step: SignInStep,
  code: SignInFailureCode,
  message: string,
  retryAfterMs?: number,
): Result<never, SignInFailure> {
  return { ok: false, error: { step, code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) } }
}
