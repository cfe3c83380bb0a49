import { loginResultSchema } from '@protocol/schemas/http'
import { errorSchema } from '@protocol/schemas/session'
import type { ServerAddress, SignInFailure, SignInRequest } from '@shared/account'
import { failed, ok, type Result } from '@shared/result'
import { createHttpClient, HttpError } from '../../../lib/http-client'
import { signInFailure, signInFailureOf } from '../../../lib/sign-in-failure'
import type { DeviceNames, LoggedIn, WayOut } from '../../kind/kind'
import { httpBaseOf, httpFailureOf } from './http-base'

/** Exchanges user and password for a token over HTTP (PROTOCOL 6); on a plain server the secret is the token. */
export async function logIn(
  request: SignInRequest,
  device: DeviceNames,
  way: WayOut,
  signal: AbortSignal,
): Promise<Result<LoggedIn, SignInFailure>> {
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
    if (answer.status === 429) return signInFailure('log_in', tooMuchOf(said.data), reason, said.data?.retry_after_ms)
    return signInFailure('log_in', 'http_failed', reason)
  } catch (error) {
    if (signal.aborted) return signInFailure('log_in', 'cancelled', 'cancelled')
    if (error instanceof HttpError) return signInFailureOf('log_in', httpFailureOf(error.code), error.message)
    return signInFailure('log_in', 'http_failed', error instanceof Error ? error.message : String(error))
  } finally {
    await http.close()
  }
}

/** Whose too much it was: only the server knows, and one that does not say so blames nobody. */
function tooMuchOf(said: { readonly code: string } | undefined): 'too_many_tries' | 'overloaded' {
  return said?.code === 'too_many_tries' ? 'too_many_tries' : 'overloaded'
}

/** Makes a token worth nothing (PROTOCOL 6). A plain server has no HTTP, and nothing is asked of it (PROTOCOL 8). */
export async function logOut(server: ServerAddress, token: string, way: WayOut, timeoutMs: number): Promise<Result<void>> {
  if (server.kind === 'base') return ok()
  const http = createHttpClient({ ...way, timeoutMs })
  try {
    const { status } = await http.request({ method: 'POST', url: `${httpBaseOf(server)}/v1/logout`, token })
    return status === 204 ? ok() : failed(`http_${status}`)
  } catch (error) {
    return failed(error instanceof HttpError ? error.code : 'http_failed', error instanceof Error ? error.message : String(error))
  } finally {
    await http.close()
  }
}
