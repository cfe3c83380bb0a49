import type { NodeBus } from '../bus/node-bus'
import type { ServerClock } from '../clock'
import type { Claims } from '../store/claims'
import type { ServerStore } from '../store/server-store'
import type { ServerData } from './open-data'
import { StoreHealth } from './store-health'

/** What several nodes of one office have in common, but for the folder of files; whoever gives it closes the store. */
export type SharedOffice = {
  readonly store: ServerStore
  /** This node's end of what carries news between them; closed with the node. */
  readonly nodeBus: NodeBus
  readonly claims: Claims
  /** By which the node looks and gives signs of life. */
  readonly clock: ServerClock
}

/** As one of several that were given the same store. */
export function openSharedData(
  { store, claims }: SharedOffice,
  clock: ServerClock,
): ServerData & { readonly clock: ServerClock; readonly claims: Claims } {
  const lost = new Promise<Error>(() => undefined)
  return { store, claims, clock, lost, health: new StoreHealth({ store, clock, file: undefined }), close: async () => undefined }
}
