import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { MAX_HISTORY_PAGE } from '@protocol/constants'
import { conversationIdSchema } from '@protocol/schemas/ids'
import { read } from '../world/read'
import { RefusedError } from '../world/session'
import type { HttpContext } from './http-context'
import { authenticate, pageLimit } from './request'

const listQuery = z.object({
  since: z.coerce.number().int().nonnegative().default(0),
  after: z.string().max(200).optional(),
  limit: pageLimit(100, 500),
})
const conversationParams = z.object({ conversationId: conversationIdSchema })
const seq = z.coerce.number().int().nonnegative()
const historyQuery = z.object({
  from_seq: seq.optional(),
  to_seq: seq.optional(),
  limit: pageLimit(MAX_HISTORY_PAGE, MAX_HISTORY_PAGE),
})

/** Conversations, their members and their history, for members only (PROTOCOL 6). */
export function conversationRoutes(server: FastifyInstance, { authenticator, world, faults, clock }: HttpContext): void {
  server.get('/v1/conversations', async (request) => {
    const { userId } = await authenticate(authenticator, request)
    const { since, after, limit } = read(listQuery, request.query)
    return world.conversations(userId, { since, after, limit })
  })

  server.get('/v1/conversations/:conversationId/messages', async (request) => {
    const { userId } = await authenticate(authenticator, request)
    const { conversationId } = read(conversationParams, request.params)
    const { from_seq, to_seq, limit } = read(historyQuery, request.query)
    const fault = faults.isEmpty ? undefined : faults.forHistory(userId)
    const delayMs = fault?.delayMs
    if (delayMs !== undefined) await new Promise<void>((resolve) => void clock.after(delayMs, resolve))
    if (fault?.action === 'fail') throw new RefusedError('internal', 'scripted failure', 500)
    const rows = fault?.action === 'shorten' ? Math.min(limit, fault.rows ?? 1) : limit
    return world.history(userId, conversationId, { from: from_seq, to: to_seq, limit: rows })
  })

  server.get('/v1/conversations/:conversationId/members', async (request) => {
    const { userId } = await authenticate(authenticator, request)
    const { conversationId } = read(conversationParams, request.params)
    return { items: await world.members(userId, conversationId) }
  })
}
