import type { FastifyInstance } from 'fastify'
import type { StoreHealth } from '../data/store-health'
import type { Metrics } from '../metrics'
import { RefusedError } from '../world/session'

/** They are asked without a token. */
const OPEN = { config: { isOpen: true } } as const

export type OperationsContext = { readonly metrics: Metrics; readonly health: Pick<StoreHealth, 'check'> }

/** For whoever runs the server: `/healthz` is 503 while what is taken in cannot be kept or given back. */
export function operationsRoutes(server: FastifyInstance, { metrics, health }: OperationsContext): void {
  server.get('/healthz', OPEN, async () => {
    const illness = await health.check()
    if (illness === undefined) return { status: 'ok' }
    throw new RefusedError(illness.code, illness.reason, 503)
  })
  server.get('/metrics', OPEN, async (_request, reply) => {
    void reply.type(metrics.registry.contentType)
    return metrics.registry.metrics()
  })
}
