import { randomUUID } from 'node:crypto'
import type { NodeBus } from '../bus/node-bus'
import type { ServerClock } from '../clock'
import type { ServerLogger } from '../logger'
import type { ServerStore } from '../store/server-store'
import { COMMIT_WITHIN_MS } from '../store/postgres/postgres-database'
import { OfficeNode } from './office-node'

type Joining = {
  /** Of the node; each of its lives has another id. */
  readonly name: string
  readonly store: Pick<ServerStore, 'conversations' | 'messages' | 'files'>
  readonly clock: ServerClock
  readonly logger: ServerLogger
}

/**
 * Joins the other nodes on the same PostgreSQL, also while there is no NATS.
 *
 * @param options.nats addresses of one cluster
 * @throws Error when this build has no NATS, or the store cannot be read
 */
export async function openNatsNode(options: Joining & { readonly nats: readonly string[] }): Promise<OfficeNode> {
  const { nats, name, store, clock, logger } = options
  // One process alone loads nothing of it.
  const { openNatsBus } = await import('../bus/nats-bus').catch((cause: unknown) => {
    throw new Error('--nats: this build has no driver for NATS: the package "@nats-io/transport-node" is not beside it', { cause })
  })
  const office = await store.files.secret('office', randomUUID)
  return openNode({ ...options, nodeBus: openNatsBus(office, nats, name, clock, logger) })
}

/**
 * Joins the other nodes on a bus, which ends with this one.
 *
 * @throws Error when the store cannot be read
 */
export async function openNode({ name, ...options }: Joining & { readonly nodeBus: NodeBus }): Promise<OfficeNode> {
  const node = new OfficeNode({ ...options, node: `${name}.${randomUUID()}`, commitWithinMs: COMMIT_WITHIN_MS })
  try {
    await node.start()
    return node
  } catch (error) {
    await node.close()
    throw error
  }
}
