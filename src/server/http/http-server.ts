import compress from '@fastify/compress'
import fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import type { TlsFiles } from '../gateway/tcp-listener'
import { RefusedError } from '../world/session'
import { accountRoutes } from './account-routes'
import { conversationRoutes } from './conversation-routes'
import { groupRoutes } from './group-routes'
import type { HttpContext } from './http-context'
import { operationsRoutes } from './operations-routes'

/** Bytes of a request's body; the largest is a list of a thousand user ids. */
const MAX_REQUEST_BYTES = 256 * 1024
/** Answers over this many bytes are compressed when asked for (PROTOCOL 6). */
const COMPRESS_FROM_BYTES = 1024

/** The HTTP side of PROTOCOL 6. Every error is `{code, reason}` with the status that fits. */
export async function buildHttpServer(context: HttpContext, tls: TlsFiles | undefined): Promise<FastifyInstance> {
  const options = { bodyLimit: MAX_REQUEST_BYTES, forceCloseConnections: true, requestTimeout: 30_000 } as const
  const server: FastifyInstance =
    tls === undefined ? fastify(options) : (fastify({ ...options, https: { ...tls } }) as unknown as FastifyInstance)
  await server.register(compress, { threshold: COMPRESS_FROM_BYTES, encodings: ['gzip', 'deflate'] })
  server.setErrorHandler((error: FastifyError | RefusedError, request, reply) => {
    if (error instanceof RefusedError)
      return reply.status(error.status).send({ code: error.code, reason: error.reason })
    const status = error.statusCode ?? 500
    if (status < 500)
      return reply.status(status).send({ code: status === 413 ? 'too_large' : 'bad_request', reason: error.message })
    context.logger.warn('request failed', { route: request.routeOptions.url, error: error.message })
    return reply.status(500).send({ code: 'internal', reason: 'the server could not do this' })
  })
  server.setNotFoundHandler((_request, reply) =>
    reply.status(404).send({ code: 'not_found', reason: 'there is no such call' }),
  )
  operationsRoutes(server, context)
  accountRoutes(server, context)
  conversationRoutes(server, context)
  groupRoutes(server, context)
  return server
}
