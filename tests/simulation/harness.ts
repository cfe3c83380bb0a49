import { Jim1Connection, type Jim1ConnectionDeps, type Jim1ConnectionEvents } from '../../src/main/kinds/jim1/link/jim1-connection'
import type { FileApi } from '../../src/main/kinds/kind/file-api'
import type { Store } from '../../src/main/store/store'
import { SyncEngine, type SyncEngineOptions } from '../../src/main/sync/sync-engine'
import type { NodeBus } from '../../src/server/bus/node-bus'
import type { Deliveries } from '../../src/server/nodes/deliveries'
import type { OfficeNode } from '../../src/server/nodes/office-node'
import type { ServerStore } from '../../src/server/store/server-store'

/** How the programs under test are put together; a mutation puts them together wrongly. */
export interface Harness {
  connection(deps: Jim1ConnectionDeps): Jim1Connection
  engine(deps: SyncEngineOptions): SyncEngine
  store(store: Store): Store
  serverStore(store: ServerStore): ServerStore
  /** Of one node of several, beside `serverStore`. */
  nodeStore?(store: ServerStore, nodeBus: NodeBus): ServerStore
  nodeBus?(nodeBus: NodeBus): NodeBus
  deliveries?(node: OfficeNode, nodeBus: NodeBus): Deliveries
  files(api: FileApi): FileApi
}

/** A connection that knows how many listen to it. */
export class CountedConnection extends Jim1Connection {
  listeners = 0

  override on<E extends keyof Jim1ConnectionEvents>(event: E, listener: (value: Jim1ConnectionEvents[E]) => void): () => void {
    this.listeners++
    const stop = super.on(event, listener)
    return () => {
      this.listeners--
      stop()
    }
  }
}

/** As the app does it. */
export const soundHarness: Harness = {
  connection: (deps) => new CountedConnection(deps),
  engine: (deps) => new SyncEngine(deps),
  store: (store) => store,
  serverStore: (store) => store,
  files: (api) => api,
}
