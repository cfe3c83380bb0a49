import type { ServerAddress, SignInFailure, SignInRequest, SignInStep } from '@shared/account'
import { ok, type Result } from '@shared/result'
import type { ConnectionStatus } from '@shared/status'
import type { LinkLoop, LoggedIn } from '../../kinds/kind/kind'
import { signInFailure, signInFailureOf } from '../../lib/sign-in-failure'
import { readCa } from '../network/ca-file'
import { refusalOf, refused } from '../policy/server-rules'
import type { AccountOpening } from './account-opening'
import { isKnownForm, kindOf } from './kinds'

/** How "Try it on this computer" signs in: as one of the sample people, whose password is the demo's (README). */
export function trialRequest(server: ServerAddress, user = 'alice'): SignInRequest {
  return { server, user, secret: 'demo' }
}

/** Makes of what was typed what the link needs. Fails in the step that it failed in. */
export async function logIn(
  request: SignInRequest,
  { profile, dial, rules }: Pick<AccountOpening, 'profile' | 'dial' | 'rules'>,
  signal: AbortSignal,
  isTrial = false,
): Promise<Result<LoggedIn, SignInFailure>> {
  if (!isKnownForm(request.server.kind)) return signInFailure('log_in', 'other_protocol', 'no chat system signs in so')
  const refusal = refusalOf(request.server, rules, isTrial)
  if (refusal !== undefined) return refused(refusal)
  const ca = await readCa(request.server.caFile)
  if (!ca.ok) return signInFailure('secure', ca.error.code, ca.error.message)
  return kindOf(request.server).logIn(request, profile, { ca: ca.value, dial }, signal)
}

const STEP_OF_STATE: { readonly [S in ConnectionStatus['state']]?: SignInStep } = {
  resolving: 'resolve',
  proxying: 'proxy',
  connecting: 'connect',
  securing: 'secure',
  authenticating: 'authenticate',
}

/**
 * Follows the first dial to its end: online, or the cause of its failure with the step it happened in. Later drops
 * are the connection's own business.
 */
export function firstOnline(
  loop: Pick<LinkLoop, 'on'>,
  onStep: (step: SignInStep) => void,
  signal: AbortSignal,
): Promise<Result<void, SignInFailure>> {
  return new Promise((resolve) => {
    let step: SignInStep = 'resolve'
    const finish = (result: Result<void, SignInFailure>): void => {
      stopListening()
      signal.removeEventListener('abort', onAbort)
      resolve(result)
    }
    const onAbort = (): void => finish(signInFailure(step, 'cancelled', 'cancelled'))
    const onStatus = (status: ConnectionStatus): void => {
      if (status.state === 'online') return finish(ok())
      if (status.state === 'waiting' || status.state === 'stopped' || status.state === 'offline') {
        const { code, reason } = status.cause
        return finish(signInFailureOf(step, code, reason))
      }
      const next = STEP_OF_STATE[status.state]
      if (next !== undefined && next !== step) onStep((step = next))
    }
    const stopListening = loop.on('status', onStatus)
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
  })
}
