import type { FastifyRequest } from 'fastify'
import type { Authenticator } from '../auth'
import { RefusedError } from '../world/session'

type Schema<T> = {
  safeParse(value: unknown):
    | { success: true; data: T }
    | { success: false; error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } }
}

/** @throws RefusedError 400 naming the key that is wrong */
export function read<T>(schema: Schema<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new RefusedError('bad_request', `${issue?.path.map(String).join('.') || 'body'}: ${issue?.message ?? 'invalid'}`, 400)
}

export type Caller = { readonly userId: string; readonly deviceId: string }

/** @throws RefusedError 401 without a good `Authorization: Bearer` */
export async function authenticate(authenticator: Authenticator, request: FastifyRequest): Promise<Caller> {
  const [, token] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  const caller = token === undefined ? 'bad_token' : await authenticator.checkToken(token)
  if (typeof caller === 'object') return caller
  throw new RefusedError(caller, caller === 'expired' ? 'the token has expired' : 'a valid token is needed', 401)
}
