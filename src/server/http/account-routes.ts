import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { loginRequestSchema } from '@protocol/schemas/http'
import type { User } from '@protocol/schemas/roster'
import type { PasswordFailure } from '../auth'
import type { UserRecord } from '../store/server-store'
import { cleanLine } from '../world/labels'
import { read } from '../world/read'
import { RefusedError } from '../world/session'
import type { HttpContext } from './http-context'
import { authenticate, pageLimit } from './request'

const usersQuery = z.object({ q: z.string().max(100).default(''), limit: pageLimit(50, 500) })
/** Bytes of what a stranger may send (PROTOCOL 6): room for a user and a password. */
const MAX_LOGIN_BYTES = 16 * 1024

const sessionParams = z.object({ sessionId: z.string().max(200) })

/** Log-in, profiles, the directory and one's own sessions (PROTOCOL 6). */
export function accountRoutes(server: FastifyInstance, { authenticator, store, world, metrics }: HttpContext): void {
  server.post('/v1/login', { bodyLimit: MAX_LOGIN_BYTES, config: { isOpen: true } }, async (request) => {
    const login = read(loginRequestSchema, request.body)
    const user = await authenticator.checkPassword(login.user, login.password, request.ip)
    const issued = 'code' in user ? undefined : await authenticator.issueToken(user, login.device_id, cleanLine(login.device_name))
    if (!('code' in user) && issued !== undefined) return { token: issued.token, user_id: user.userId, expires_at: issued.expiresAt }
    metrics.loginFailures.inc()
    throw refusalOf('code' in user ? user : { code: 'bad_credentials' })
  })

  server.post('/v1/logout', async (request, reply) => {
    const { userId, tokenHash } = await authenticate(authenticator, request)
    await world.access.revoke(userId, tokenHash)
    return reply.status(204).send()
  })

  server.get('/v1/me', async (request) => {
    const { userId } = await authenticate(authenticator, request)
    const user = await store.users.get(userId)
    if (user === undefined) throw new RefusedError('not_found', 'there is no such user', 404)
    return userObject(user)
  })

  server.get('/v1/users', async (request) => {
    const { userId } = await authenticate(authenticator, request)
    const { q, limit } = read(usersQuery, request.query)
    return { items: (await world.searchUsers(userId, q, limit)).map(userObject) }
  })

  server.get('/v1/sessions', async (request) => {
    const { userId, tokenHash } = await authenticate(authenticator, request)
    return { items: await world.access.list(userId, tokenHash) }
  })

  server.delete('/v1/sessions/:sessionId', async (request, reply) => {
    const { userId, tokenHash } = await authenticate(authenticator, request)
    await world.access.end(userId, read(sessionParams, request.params).sessionId, tokenHash)
    return reply.status(204).send()
  })
}

function refusalOf(failure: PasswordFailure): RefusedError {
  switch (failure.code) {
    case 'bad_credentials':
      return new RefusedError('bad_credentials', 'user or password is wrong', 401)
    case 'too_many_tries':
      return new RefusedError('too_many_tries', 'too many failed log-ins: wait a minute', 429, failure.retryAfterMs)
    case 'overloaded':
      return new RefusedError('overloaded', 'too many log-ins at once: try again', 429, failure.retryAfterMs)
  }
}

function userObject({ userId, name, avatar, status }: UserRecord): User {
  return { user_id: userId, name, avatar, status }
}
