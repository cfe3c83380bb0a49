import { randomUUID } from 'node:crypto'
import type { ServerClock } from '../clock'
import type { ServerLogger } from '../logger'
import type { ServerStore } from '../store/server-store'
import { COMMIT_WITHIN_MS } from '../store/postgres/postgres-database'
import { OfficeNode } from './office-node'

/**
 * Joins the other nodes on the same PostgreSQL, also while there is no NATS.
 *
 * @param options.nats addresses of one cluster
 * @param options.name of the node; each of its lives has another id
 * @throws Error when this build has no NATS, or the store cannot be read
 */
export async function openNode(options: {
  readonly nats: readonly string[]
  readonly name: string
  readonly store: Pick<ServerStore, 'conversations' | 'messages' | 'files'>
  readonly clock: ServerClock
  readonly logger: ServerLogger
}): Promise<OfficeNode> {
  const { nats, name, store, clock, logger } = options
  // One process alone loads nothing of it.
  const { openNatsBus } = await import('../bus/nats-bus').catch((cause: unknown) => {
    throw new Error('--nats: this build has no driver for NATS: the package "@nats-io/transport-node" is not beside it', { cause })
  })
  const office = await store.files.secret('office', randomUUID)
  const nodeBus = openNatsBus(office, nats, name, clock, logger)
  const node = new OfficeNode({ store, nodeBus, node: `${name}.${randomUUID()}`, clock, logger, commitWithinMs: COMMIT_WITHIN_MS })
  try {
    await node.start()
    return node
  } catch (error) {
    await node.close()
    throw error
  }
}
