import { ok, type Result } from '@shared/result'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import { ConversationsTable } from './conversations-table'
import { Database } from './database'
import { type AsideCause, DatabaseFile } from './database-file'
import { DeliveryLogTable } from './delivery-log-table'
import { MessagesTable } from './messages-table'
import { migrate } from './migrate'
import { OutboxTable } from './outbox-table'
import { type AsideReason, type Quarantine, salvage } from './quarantine'
import { RepairsTable } from './repairs-table'
import { RosterTable } from './roster-table'
import { SearchIndex } from './search-index'
import { SearchTable } from './search-table'
import { SeqRangesTable } from './seq-ranges-table'
import { SettingsTable } from './settings-table'
import { StoreError } from './store-error'

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

/** Another process holds the lock only while it commits; longer than this means that it hangs. */
const BUSY_TIMEOUT_MS = 5_000

/**
 * The account's database. Synchronous: a transaction is a plain function without awaits; batches have at most 500 rows,
 * then the caller yields to the event loop. Every method throws `StoreError` when the database fails.
 */
export class Store {
  readonly messages: MessagesTable
  readonly conversations: ConversationsTable
  readonly ranges: SeqRangesTable
  readonly outbox: OutboxTable
  readonly deliveryLog: DeliveryLogTable
  readonly roster: RosterTable
  readonly settings: SettingsTable
  readonly search: SearchTable
  readonly repairs: RepairsTable
  readonly #database: Database
  #quarantine: Quarantine | undefined

  constructor(database: Database) {
    this.#database = database
    this.messages = new MessagesTable(database, new SearchIndex(database))
    this.conversations = new ConversationsTable(database)
    this.ranges = new SeqRangesTable(database)
    this.outbox = new OutboxTable(database)
    this.deliveryLog = new DeliveryLogTable(database)
    this.roster = new RosterTable(database)
    this.settings = new SettingsTable(database)
    this.search = new SearchTable(database)
    this.repairs = new RepairsTable(database)
  }

  /** Set when this open set a database aside and began a fresh one; of damage the person is told in one sentence. */
  get quarantine(): Quarantine | undefined {
    return this.#quarantine
  }

  /** Right after a quarantine: carries over what only the file aside had. */
  takeOver(fileAside: string, why: AsideReason): Quarantine {
    this.#quarantine = salvage(fileAside, this, why)
    return this.#quarantine
  }

  /** How commits reach the disk, as SQLite tells it, for diagnostics: `wal` and 2 (FULL) for a file. */
  get durability(): { readonly journalMode: string; readonly synchronous: number } {
    return {
      journalMode: String(this.#database.pragma('journal_mode')),
      synchronous: Number(this.#database.pragma('synchronous')),
    }
  }

  /** All or nothing; on disk when it returns. Inside another one it is a part that can fail alone. */
  transaction<T>(fn: () => T): T {
    return this.#database.transaction(fn)
  }

  /** Leaves one file behind, without a log beside it. Twice is harmless. */
  close(): void {
    if (!this.#database.isOpen) return
    try {
      this.#database.pragma('optimize')
      this.#database.pragma('wal_checkpoint(TRUNCATE)')
    } catch (error) {
      // A disk that is full or gone: what was committed is in the log and stays there.
      if (!(error instanceof StoreError)) throw error
    } finally {
      this.#database.close()
    }
  }
}

/**
 * Opens the database and brings it to the newest schema. A damaged one is set aside and a fresh one begun beside it
 * (`Store.quarantine` tells); one of a later version is refused with `store_newer` and left as it is, unless the person
 * chose to have it set aside.
 */
export function openStore(options: StoreOptions): Result<Store, StoreError> {
  try {
    return ok(openOrSetAside(new DatabaseFile(options.file), options))
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    options.logger.error('the store cannot be opened', { code: error.code })
    return { ok: false, error }
  }
}

function openOrSetAside(file: DatabaseFile, options: StoreOptions): Store {
  const { clock, logger, newer } = options
  let why: AsideReason
  try {
    return openSound(file, options)
  } catch (error) {
    const cause = asideCauseOf(error, newer)
    if (!(error instanceof StoreError) || cause === undefined) throw error
    why = { cause, reason: error.message, at: clock.now() }
  }
  const aside = file.setAside(why.cause, why.at)
  const store = openSound(file, options)
  const { drafts, messages } = store.takeOver(aside, why)
  logger.error('the store has been set aside, a fresh one begun', { ...why, drafts, messages })
  return store
}

/** `undefined`: what is wrong is no reason to move the file. */
function asideCauseOf(error: unknown, newer: StoreOptions['newer']): AsideCause | undefined {
  if (!(error instanceof StoreError)) return undefined
  if (error.code === 'corrupt') return 'corrupt'
  return error.code === 'store_newer' && newer === 'set_aside' ? 'newer' : undefined
}

function openSound(file: DatabaseFile, { clock, onDamaged }: StoreOptions): Store {
  let isOpen = false
  const database = new Database({
    file: file.path,
    busyTimeoutMs: BUSY_TIMEOUT_MS,
    onCorrupt: () => {
      file.markDamaged()
      if (isOpen) onDamaged?.()
    },
  })
  try {
    // better-sqlite3 is built to open WAL databases at NORMAL, and a power cut would take acknowledged rows with it.
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    const damage = file.damageOf(database)
    if (damage !== undefined) throw new StoreError('corrupt', damage)
    file.clearMark()
    migrate(database)
    const store = new Store(database)
    store.deliveryLog.forgetOldMarks(clock.now())
    isOpen = true
    return store
  } catch (error) {
    database.close()
    throw error
  }
}
