import { loginResultSchema } from '@protocol/schemas/http'
import { errorSchema } from '@protocol/schemas/session'
import type { ServerAddress, SignInFailure, SignInFailureCode, SignInRequest, SignInStep } from '@shared/account'
import { ok, type Result } from '@shared/result'
import type { ConnectionStatus } from '@shared/status'
import type { Connection } from '../../connection/connection'
import type { Dial } from '../../lib/dial'
import { createHttpClient, HttpError } from '../../lib/http-client'
import { httpBaseOf, httpFailureOf } from '../../kinds/jim1/http-base'

export type Credentials = { readonly userId: string; readonly token: string }

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
  not_jim1: 'authenticate',
}

/** How "Try it on this computer" signs in: as one of the sample people, whose password is the demo's (README). */
export function trialRequest(server: ServerAddress, user = 'alice'): SignInRequest {
  return { server, user, secret: 'demo' }
}

export function signInFailure(step: SignInStep, code: SignInFailureCode, message: string): Result<never, SignInFailure> {
  return { ok: false, error: { step, code, message } }
}

/**
 * Exchanges user and password for a token over HTTP (PROTOCOL 6); on a plain jim1 server the secret is the token.
 */
export async function logIn(
  request: SignInRequest,
  device: { readonly deviceId: string; readonly deviceName: string },
  way: { readonly ca: string | undefined; readonly dial: Dial },
  signal: AbortSignal,
): Promise<Result<Credentials, SignInFailure>> {
  if (request.server.kind === 'base') return ok({ userId: request.user, token: request.secret })
  const http = createHttpClient(way)
  try {
    const answer = await http.request({
      method: 'POST',
      url: `${httpBaseOf(request.server)}/v1/login`,
      json: { user: request.user, password: request.secret, device_id: device.deviceId, device_name: device.deviceName },
      signal,
    })
    if (answer.status === 200) {
      const result = loginResultSchema.safeParse(answer.json)
      if (result.success) return ok({ userId: result.data.user_id, token: result.data.token })
      return signInFailure('log_in', 'http_failed', 'the answer is not that of a jim1 server')
    }
    const said = errorSchema.safeParse(answer.json)
    const reason = said.success ? said.data.reason : `HTTP ${answer.status}`
    if (answer.status === 401) return signInFailure('log_in', 'bad_credentials', reason)
    if (answer.status === 429) return signInFailure('log_in', 'too_many_tries', reason)
    return signInFailure('log_in', 'http_failed', reason)
  } catch (error) {
    if (signal.aborted) return signInFailure('log_in', 'cancelled', 'cancelled')
    if (error instanceof HttpError) {
      const code = httpFailureOf(error.code)
      return signInFailure(STEP_OF_CAUSE[code] ?? 'log_in', code, error.message)
    }
    return signInFailure('log_in', 'http_failed', error instanceof Error ? error.message : String(error))
  } finally {
    await http.close()
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
  connection: Connection,
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
        return finish(signInFailure(STEP_OF_CAUSE[code] ?? step, code, reason))
      }
      const next = STEP_OF_STATE[status.state]
      if (next !== undefined && next !== step) onStep((step = next))
    }
    const stopListening = connection.on('status', onStatus)
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
  })
}
