import type { FastifyInstance } from 'fastify'
import type { Readiness } from '../data/readiness'
import type { Metrics } from '../metrics'
import { RefusedError } from '../world/session'

/** They are asked without a token. */
const OPEN = { config: { isOpen: true } } as const

export type OperationsContext = {
  readonly metrics: Metrics
  readonly readiness: Pick<Readiness, 'check'>
  /** One of several; absent: there is no other. */
  readonly node: { readonly isBusConnected: boolean } | undefined
}

/**
 * For whoever runs the server. `/healthz` is 200 as long as the process answers: whoever restarts what is not alive would
 * restart a full disk for ever. `/readyz` is 503 while nobody should be sent here.
 */
export function operationsRoutes(server: FastifyInstance, { metrics, readiness, node }: OperationsContext): void {
  server.get('/healthz', OPEN, async () => ({ status: 'ok' }))
  server.get('/readyz', OPEN, async () => {
    const unready = await readiness.check()
    // Without its bus a node is slower to hear of the others, and as good.
    const bus = node === undefined ? {} : { bus: node.isBusConnected ? 'connected' : 'degraded' }
    if (unready === undefined) return { status: 'ready', ...bus }
    throw new RefusedError(unready.code, unready.reason, 503)
  })
  server.get('/metrics', OPEN, async (_request, reply) => {
    void reply.type(metrics.registry.contentType)
    return metrics.registry.metrics()
  })
}
