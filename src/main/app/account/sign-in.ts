import type { ServerAddress, SignInFailure, SignInRequest, SignInStep } from '@shared/account'
import { ok, type Result } from '@shared/result'
import type { ConnectionStatus } from '@shared/status'
import type { DeviceNames, LinkLoop, LoggedIn, WayOut } from '../../kinds/kind/kind'
import { atPlace } from '@shared/server-places'
import { type DialOrder, hurriedDial } from '../../lib/dial-order'
import { signInFailure, signInFailureOf } from '../../lib/sign-in-failure'
import { readCa } from '../network/ca-file'
import { refusalOf, refused } from '../policy/server-rules'
import type { AccountOpening } from './account-opening'
import { formOf, isKnownForm, kindOf } from './kinds'

/** How "Try it on this computer" signs in: as one of the sample people, whose password is the demo's (README). */
export function trialRequest(server: ServerAddress, user = 'alice'): SignInRequest {
  return { server, user, secret: 'demo' }
}

/** Makes of what was typed what the link needs. Fails in the step that it failed in. */
export async function logIn(
  request: SignInRequest,
  { profile, dial, orders, rules }: Pick<AccountOpening, 'profile' | 'dial' | 'orders' | 'rules'>,
  signal: AbortSignal,
  isTrial = false,
): Promise<Result<LoggedIn, SignInFailure>> {
  if (!isKnownForm(request.server.kind)) return signInFailure('log_in', 'other_protocol', 'no chat system signs in so')
  const refusal = refusalOf(request.server, rules, isTrial)
  if (refusal !== undefined) return refused(refusal)
  const ca = await readCa(request.server.caFile)
  if (!ca.ok) return signInFailure('secure', ca.error.code, ca.error.message)
  return logInSomewhere(request, profile, { ca: ca.value, dial }, orders.of(request.server), signal)
}

/** What another address of the server may do better. */
const CODES_OF_ADDRESS: ReadonlySet<string> = new Set([
  ...['name_not_found', 'refused', 'unreachable', 'timeout', 'reset', 'closed', 'silent'],
  ...['tls_failed', 'tls_untrusted', 'other_protocol', 'http_unreached', 'http_failed', 'shutting_down'],
])

/** At the first of the server's addresses that can be asked, where a log-in asks at all. */
export async function logInSomewhere(
  request: SignInRequest,
  device: DeviceNames,
  { ca, dial }: WayOut,
  order: DialOrder,
  signal: AbortSignal,
): Promise<Result<LoggedIn, SignInFailure>> {
  const { server } = request
  const kind = kindOf(server)
  if (order.count < 2 || server.httpBase !== '' || !formOf(server).hasHttp) return kind.logIn(request, device, { ca, dial }, signal)
  order.begin()
  for (;;) {
    const there = { ...request, server: atPlace(server, order.current) }
    const loggedIn = await kind.logIn(there, device, { ca, dial: hurriedDial(dial, order) }, signal)
    if (loggedIn.ok) order.arrived()
    if (loggedIn.ok || signal.aborted || !CODES_OF_ADDRESS.has(loggedIn.error.code) || !order.moveOn(false)) return loggedIn
  }
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
