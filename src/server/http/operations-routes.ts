import type { FastifyInstance } from 'fastify'
import type { HttpContext } from './http-context'

/** They are asked without a token. */
const OPEN = { config: { isOpen: true } } as const

/** For whoever runs the server. */
export function operationsRoutes(server: FastifyInstance, { metrics }: HttpContext): void {
  server.get('/healthz', OPEN, () => ({ status: 'ok' }))
  server.get('/metrics', OPEN, async (_request, reply) => {
    void reply.type(metrics.registry.contentType)
    return metrics.registry.metrics()
  })
}
