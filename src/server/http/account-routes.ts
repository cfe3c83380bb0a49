import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { loginRequestSchema } from '@protocol/schemas/http'
import type { User } from '@protocol/schemas/roster'
import type { UserRecord } from '../store/server-store'
import { read } from '../world/read'
import { RefusedError } from '../world/session'
import type { HttpContext } from './http-context'
import { authenticate, pageLimit } from './request'

const usersQuery = z.object({ q: z.string().max(100).default(''), limit: pageLimit(50, 500) })
const sessionParams = z.object({ sessionId: z.string().max(200) })

/** Log-in, profiles, the directory and one's own sessions (PROTOCOL 6). */
export function accountRoutes(server: FastifyInstance, { authenticator, store, world, metrics }: HttpContext): void {
  server.post('/v1/login', async (request) => {
    const login = read(loginRequestSchema, request.body)
    const user = await authenticator.checkPassword(login.user, login.password, request.ip)
    if (typeof user === 'string') {
      metrics.loginFailures.inc()
      if (user === 'too_many_tries')
        throw new RefusedError('too_many_tries', 'too many failed log-ins: wait a minute', 429)
      throw new RefusedError('bad_credentials', 'user or password is wrong', 401)
    }
    const { token, expiresAt } = await authenticator.issueToken(user.userId, login.device_id, login.device_name)
    return { token, user_id: user.userId, expires_at: expiresAt }
  })

  server.get('/v1/me', async (request) => {
    const { userId } = await authenticate(authenticator, request)
    const user = await store.users.get(userId)
    if (user === undefined) throw new RefusedError('not_found', 'there is no such user', 404)
    return userObject(user)
  })

  server.get('/v1/users', async (request) => {
    await authenticate(authenticator, request)
    const { q, limit } = read(usersQuery, request.query)
    return { items: (await store.users.search(q, limit)).map(userObject) }
  })

  server.get('/v1/sessions', async (request) => {
    const { userId, tokenHash } = await authenticate(authenticator, request)
    return {
      items: world.sessions.of(userId).map((session) => ({
        session_id: session.sessionId,
        device_id: session.deviceId,
        device_name: session.deviceName,
        app_version: session.appVersion,
        connected_at: session.connectedAt,
        last_seen: session.lastSeen,
        current: session.tokenHash === tokenHash,
      })),
    }
  })

  server.delete('/v1/sessions/:sessionId', async (request, reply) => {
    const { userId } = await authenticate(authenticator, request)
    await world.endSession(userId, read(sessionParams, request.params).sessionId)
    return reply.status(204).send()
  })
}

function userObject({ userId, name, avatar, status }: UserRecord): User {
  return { user_id: userId, name, avatar, status }
}
