import type { FastifyInstance } from 'fastify'
import type { HttpContext } from './http-context'

/** For whoever runs the server. */
export function operationsRoutes(server: FastifyInstance, { metrics }: HttpContext): void {
  server.get('/healthz', () => ({ status: 'ok' }))
  server.get('/metrics', async (_request, reply) => {
    void reply.type(metrics.registry.contentType)
    return metrics.registry.metrics()
  })
}
