import { ok, type Result } from '@shared/result'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import { Database } from './database'
import { type AsideCause, DatabaseFile } from './database-file'
import { migrate } from './migrate'
import { salvage } from './quarantine'
import type { AsideReason } from './quarantine-facts'
import { Store } from './store'
import { StoreError, storeErrorOfDisk } from './store-error'

export type StoreOptions = {
  /** One file per account, or `:memory:`. */
  readonly file: string
  readonly clock: Clock
  readonly logger: Logger
  /** A database of a later version: refused by default, or set aside as a damaged one is. */
  readonly newer?: 'refuse' | 'set_aside'
  /** SQLite meets damage while the store is open: whoever opened it opens it anew, and it is quarantined then. */
  readonly onDamaged?: () => void
}

/**
 * A commit of another process is over in a few milliseconds, and waiting for it holds up everything here. Whoever holds
 * the lock longer is not waited for: the call fails with `busy`, and its caller comes back.
 */
const BUSY_TIMEOUT_MS = 20

/**
 * Of pages that were read, in place of the 16 MB that better-sqlite3 is built with: a start with thousands of
 * conversations fills whatever it gets, and the system keeps the file at hand anyway.
 */
const CACHE_KB = 4000

/**
 * Opens the database and brings it to the newest schema. A damaged one is set aside and a fresh one takes its place
 * (`Store.quarantine` tells); one of a later version is refused with `store_newer` and left as it is, unless the person
 * chose to have it set aside.
 */
export function openStore(options: StoreOptions): Result<Store, StoreError> {
  const file = new DatabaseFile(options.file)
  try {
    finishReplacement(file, options)
    return ok(openOrReplace(file, options))
  } catch (thrown) {
    const error = storeErrorOfDisk(thrown)
    if (!(error instanceof StoreError)) throw error
    // Looked at again and again until it is free: whoever does so says it once.
    if (error.code !== 'busy') options.logger.error('the store cannot be opened', { code: error.code })
    return { ok: false, error }
  }
}

/** Brings a database to the newest schema, and closes it: for a process of its own. Throws a `StoreError`. */
export function updateStore(file: string): void {
  openDatabase(new DatabaseFile(file), () => undefined).close()
}

function openOrReplace(file: DatabaseFile, options: StoreOptions): Store {
  let why: AsideReason
  try {
    return openSound(file, options)
  } catch (error) {
    const cause = asideCauseOf(error, options.newer)
    if (!(error instanceof StoreError) || cause === undefined) throw error
    why = { cause, reason: error.message, at: options.clock.now() }
  }
  makeReplacement(file, why, options)
  finishReplacement(file, options)
  return openSound(file, options)
}

/**
 * The fresh database is made beside the other one and takes its place when it has everything. Until then nothing has
 * happened: a full disk or a crash on the way leaves all as it was for the next open.
 */
function makeReplacement(file: DatabaseFile, why: AsideReason, options: StoreOptions): void {
  const store = openSound(file.beginReplacement(), options)
  try {
    const salvaged = salvage(file.path, store)
    store.noteQuarantine({ ...why, ...salvaged, file: file.asidePath(why.cause, why.at) })
    options.logger.error('the store is set aside, a fresh one begun', { ...why, ...salvaged })
  } finally {
    store.close()
  }
  file.completeReplacement()
}

/** Also for a run that ended in the middle of it. */
function finishReplacement(file: DatabaseFile, { clock }: StoreOptions): void {
  const { replacement } = file
  if (replacement === undefined) return
  try {
    // Not closed as a store, which would take the person for told.
    const database = openDatabase(replacement, () => undefined)
    const { quarantine } = new Store(database)
    database.close()
    file.replace(quarantine?.file ?? file.asidePath('corrupt', clock.now()))
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'corrupt') throw error
    file.dropReplacement()
  }
}

/** `undefined`: what is wrong is no reason to move the file. */
function asideCauseOf(error: unknown, newer: StoreOptions['newer']): AsideCause | undefined {
  if (!(error instanceof StoreError)) return undefined
  if (error.code === 'corrupt') return 'corrupt'
  return error.code === 'store_newer' && newer === 'set_aside' ? 'newer' : undefined
}

function openSound(file: DatabaseFile, { clock, onDamaged }: StoreOptions): Store {
  let isOpen = false
  const database = openDatabase(file, () => {
    file.markDamaged()
    if (isOpen) onDamaged?.()
  })
  try {
    const store = new Store(database)
    store.searchRebuild.begin(process.versions['unicode'] ?? '')
    store.deliveryLog.forgetOldMarks(clock.now())
    isOpen = true
    return store
  } catch (error) {
    database.close()
    throw error
  }
}

function openDatabase(file: DatabaseFile, onCorrupt: () => void): Database {
  const database = new Database({ file: file.path, busyTimeoutMs: BUSY_TIMEOUT_MS, onCorrupt })
  try {
    // better-sqlite3 is built to open WAL databases at NORMAL, and a power cut would take acknowledged rows with it.
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    database.pragma(`cache_size = -${CACHE_KB}`)
    const damage = file.damageOf(database)
    if (damage !== undefined) throw new StoreError('corrupt', damage)
    file.clearMark()
    migrate(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}
