import type { ServerClock } from '../clock'
import { openPostgresStore } from '../store/postgres/postgres-store'
import { databaseClock } from './database-clock'
import { lockFolder } from './folder-lock'
import type { ServerData } from './open-data'
import { StoreHealth } from './store-health'

/**
 * Opens what the server keeps in a PostgreSQL. The data folder is this server's alone, for files are in it.
 *
 * @param given whoever keeps the time; absent: the database, so that several servers agree on it
 * @throws FolderTakenError, or what keeps the database from being used
 */
export async function openPostgresData(
  url: string,
  dataDir: string | undefined,
  system: ServerClock,
  given: ServerClock | undefined,
): Promise<ServerData & { readonly clock: ServerClock }> {
  const unlock = dataDir === undefined ? () => undefined : lockFolder(dataDir)
  try {
    const store = await openPostgresStore(url)
    const kept = given === undefined ? await databaseClock(store, system) : { clock: given, stop: () => undefined }
    return {
      store,
      clock: kept.clock,
      health: new StoreHealth({ store, clock: kept.clock, file: undefined }),
      // It comes back, or whoever runs it says so.
      lost: new Promise(() => undefined),
      close: async () => {
        kept.stop()
        await store.close()
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw new Error(`--postgres: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}
