import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { createGroupSchema, memberIdsSchema, setRoleSchema, updateGroupSchema } from '@protocol/schemas/http'
import { idSchema } from '@protocol/schemas/ids'
import { read } from '../world/read'
import type { HttpContext } from './http-context'
import { authenticate } from './request'

const groupParams = z.object({ groupId: idSchema })
const memberParams = groupParams.extend({ userId: idSchema })

/** Groups (PROTOCOL 6). The answer is the conversation object. */
export function groupRoutes(server: FastifyInstance, { authenticator, world }: HttpContext): void {
  server.post('/v1/groups', async (request, reply) => {
    const { userId } = await authenticate(authenticator, request)
    const { title, member_ids } = read(createGroupSchema, request.body)
    return reply.status(201).send(await world.groups.create(userId, title, member_ids))
  })

  server.patch('/v1/groups/:groupId', async (request) => {
    const { userId } = await authenticate(authenticator, request)
    return world.groups.update(userId, read(groupParams, request.params).groupId, read(updateGroupSchema, request.body))
  })

  server.post('/v1/groups/:groupId/members', async (request) => {
    const { userId } = await authenticate(authenticator, request)
    return world.groups.addMembers(userId, read(groupParams, request.params).groupId, read(memberIdsSchema, request.body).member_ids)
  })

  server.delete('/v1/groups/:groupId/members', async (request) => {
    const { userId } = await authenticate(authenticator, request)
    const { groupId } = read(groupParams, request.params)
    return world.groups.removeMembers(userId, groupId, read(memberIdsSchema, request.body).member_ids)
  })

  server.put('/v1/groups/:groupId/members/:userId/role', async (request) => {
    const { userId } = await authenticate(authenticator, request)
    const params = read(memberParams, request.params)
    return world.groups.setRole(userId, params.groupId, params.userId, read(setRoleSchema, request.body).role)
  })
}
