import { join } from 'node:path'
import { refuseHalfRestored } from '../backup/half-restore'
import type { ServerClock } from '../clock'
import type { ServerLogger } from '../logger'
import type { ServerStore } from '../store/server-store'
import { openSqliteStore } from '../store/sqlite-store'
import { StoreUnavailableError } from '../store/store-unavailable-error'
import { isBusy, lockFolder } from './folder-lock'
import { refuseMoved } from './moved-folder'
import { aroundCalls } from './store-calls'
import { StoreHealth } from './store-health'

/** Milliseconds that another process may hold the database before a change fails. */
const BUSY_LIMIT_MS = 5000
/** The first pause before a change is tried again; each is twice as long as the one before, up to a limit. */
const FIRST_PAUSE_MS = 5
const MAX_PAUSE_MS = 100
/** Milliseconds between two looks at the file. */
const LOOK_MS = 2000

export type ServerData = {
  readonly store: ServerStore
  readonly health: StoreHealth
  /** Resolves when the database is gone; nothing is taken in from then on. */
  readonly lost: Promise<Error>
  close(): Promise<void>
}

/**
 * Opens what the server keeps, for this server alone. While another process writes, changes wait without keeping the
 * event loop; once the file is gone nothing is acknowledged any more, and what was there is saved beside it.
 *
 * @param dataDir absent: in memory
 * @throws FolderTakenError, HalfRestoredError, FolderMovedError, or what keeps the folder from being used
 */
export function openData(dataDir: string | undefined, clock: ServerClock, logger: ServerLogger): ServerData {
  if (dataDir !== undefined) {
    refuseHalfRestored(dataDir)
    refuseMoved(dataDir)
  }
  const unlock = dataDir === undefined ? () => undefined : lockFolder(dataDir)
  const file = dataDir === undefined ? undefined : join(dataDir, 'server.db')
  let plain: ServerStore
  try {
    plain = openSqliteStore(file ?? ':memory:', { isWaiting: false })
  } catch (error) {
    unlock()
    throw error
  }
  const health = new StoreHealth({ store: plain, clock, file })
  let loss: Error | undefined
  const store = aroundCalls(plain, async (call) => {
    if (loss !== undefined) throw loss
    try {
      return await patiently(call, clock)
    } catch (error) {
      health.note(error)
      throw error
    }
  })
  let isClosed = false
  let stopLooking: () => void = () => undefined
  const lost = new Promise<Error>((resolve) => {
    const look = async (): Promise<void> => {
      if (await health.isLost()) {
        loss = new StoreUnavailableError('the database was deleted or replaced while the server ran')
        return resolve(await saved(plain, join(dataDir!, `server-rescued-${clock.now()}.db`), loss, logger))
      }
      if (!isClosed) stopLooking = clock.after(LOOK_MS, () => void look())
    }
    if (file !== undefined) void look()
  })
  return {
    store,
    health,
    lost,
    close: async () => {
      isClosed = true
      stopLooking()
      await plain.close()
      unlock()
    },
  }
}

async function patiently(call: () => Promise<unknown>, clock: ServerClock): Promise<unknown> {
  const until = clock.now() + BUSY_LIMIT_MS
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(MAX_PAUSE_MS, pauseMs * 2)) {
    try {
      return await call()
    } catch (error) {
      if (!isBusy(error)) throw error
      if (clock.now() >= until) throw new StoreUnavailableError('another process holds the database', { cause: error })
    }
    await new Promise<void>((resolve) => void clock.after(pauseMs, resolve))
  }
}

/** The open file is still whole, though it has no name any more. */
async function saved(store: ServerStore, copy: string, loss: Error, logger: ServerLogger): Promise<Error> {
  logger.warn('the database is gone', { reason: loss.message })
  try {
    await store.copyTo(copy)
    return new Error(`${loss.message}; what it held was saved as ${copy}`)
  } catch (error) {
    return new Error(`${loss.message}; it could not be saved: ${error instanceof Error ? error.message : String(error)}`)
  }
}
