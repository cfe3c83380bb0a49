import { Connection, type ConnectionDeps, type ConnectionEvents } from '../../src/main/connection/connection'
import type { Store } from '../../src/main/store/store'
import type { SyncEngineDeps } from '../../src/main/sync/sync-deps'
import { SyncEngine } from '../../src/main/sync/sync-engine'
import type { ServerStore } from '../../src/server/store/server-store'

/** How the programs under test are put together; a mutation puts them together wrongly. */
export interface Harness {
  connection(deps: ConnectionDeps): Connection
  engine(deps: SyncEngineDeps): SyncEngine
  store(store: Store): Store
  serverStore(store: ServerStore): ServerStore
}

/** A connection that knows how many listen to it. */
export class CountedConnection extends Connection {
  listeners = 0

  override on<E extends keyof ConnectionEvents>(event: E, listener: (value: ConnectionEvents[E]) => void): () => void {
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
}
