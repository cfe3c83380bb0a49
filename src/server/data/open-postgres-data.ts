import { hostname } from 'node:os'
import type { ServerClock } from '../clock'
import type { ServerLogger } from '../logger'
import type { Claims } from '../store/claims'
import { PostgresClaims } from '../store/postgres/claims'
import { openPostgresStore } from '../store/postgres/postgres-store'
import { claimOffice, OfficeTakenError } from './claim-office'
import { databaseClock } from './database-clock'
import { lockFolder } from './folder-lock'
import type { ServerData } from './open-data'
import { StoreHealth } from './store-health'

/** What a node is called that nobody has named. */
export function usualNodeName(): string {
  const end = `-${process.pid}`
  const host = hostname().replaceAll(/[^A-Za-z0-9-]/g, '-')
  return host.slice(0, 32 - end.length) + end
}

/**
 * Opens what the server keeps in a PostgreSQL. The database is this server's alone, or that of nodes which tell each other
 * by a bus, and so is the data folder, for files are in it.
 *
 * @param options.node the name of one of several nodes; absent: there is no other
 * @param options.given whoever keeps the time; absent: the database, so that several servers agree on it
 * @throws FolderTakenError, or what keeps the database from being used, such as that another server has it
 */
export async function openPostgresData(
  url: string,
  options: {
    readonly dataDir: string | undefined
    readonly node: string | undefined
    readonly system: ServerClock
    readonly given: ServerClock | undefined
    readonly logger: ServerLogger
  },
): Promise<ServerData & { readonly clock: ServerClock; readonly claims: Claims }> {
  const { dataDir, node, system, given, logger } = options
  const closers: (() => unknown)[] = []
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  if (dataDir !== undefined) closers.push(lockFolder(dataDir, node !== undefined))
  try {
    const store = await openPostgresStore(url)
    closers.push(() => store.close())
    const claims = await PostgresClaims.open(url, `jim-server ${node ?? usualNodeName()}`, system)
    closers.push(() => claims.close())
    let onLost: (reason: string) => void = () => undefined
    const lost = new Promise<Error>((resolve) => (onLost = (reason) => resolve(new Error(reason))))
    await claimOffice(claims, node, system, (what) => {
      if (what === 'office') onLost('another server has taken the database while it was away')
      else logger.warn('another node of this office has the same name', { node })
    })
    const kept = given === undefined ? await databaseClock(store, system) : { clock: given, stop: () => undefined }
    closers.push(() => kept.stop())
    return {
      store,
      claims,
      clock: kept.clock,
      health: new StoreHealth({ store, clock: kept.clock, file: undefined }),
      // A database that is away comes back, or whoever runs it says so.
      lost,
      close,
    }
  } catch (error) {
    await close()
    if (error instanceof OfficeTakenError) throw error
    throw new Error(`--postgres: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}
