import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Authenticator, TokenOwner } from '../auth'
import { RefusedError } from '../world/session'

/** @throws RefusedError 401 without a good `Authorization: Bearer` */
export async function authenticate(authenticator: Authenticator, request: FastifyRequest): Promise<TokenOwner> {
  const [, token] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  const owner = token === undefined ? 'bad_token' : await authenticator.checkToken(token)
  if (typeof owner === 'object') return owner
  throw new RefusedError(owner, owner === 'expired' ? 'the token has expired' : 'a valid token is needed', 401)
}

/** `limit`: a larger one is answered with the largest page, and the client asks on from where that ends. */
export function pageLimit(usual: number, largest: number) {
  return z.coerce
    .number()
    .int()
    .min(1)
    .default(usual)
    .transform((limit) => Math.min(limit, largest))
}
