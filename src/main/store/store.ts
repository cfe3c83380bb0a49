import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import { ok, type Result } from '@shared/result'
import { ConversationsTable } from './conversations-table'
import { Database } from './database'
import { MessagesTable } from './messages-table'
import { migrate } from './migrate'
import { OutboxTable } from './outbox-table'
import { RepairsTable } from './repairs-table'
import { SearchIndex } from './search-index'
import { SeqRangesTable } from './seq-ranges-table'
import { SettingsTable } from './settings-table'
import { StoreError } from './store-error'

export type StoreOptions = {
  /** One file per account, or `:memory:`. */
  readonly file: string
  readonly clock: Clock
  readonly logger: Logger
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
  readonly settings: SettingsTable
  readonly repairs: RepairsTable
  readonly #database: Database

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.messages = new MessagesTable(database, new SearchIndex(database))
    this.conversations = new ConversationsTable(database)
    this.ranges = new SeqRangesTable(database)
    this.outbox = new OutboxTable(database, clock)
    this.settings = new SettingsTable(database)
    this.repairs = new RepairsTable(database)
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
    } finally {
      this.#database.close()
    }
  }
}

/** Opens the database and brings it to the newest schema. */
export function openStore({ file, clock }: StoreOptions): Result<Store, StoreError> {
  try {
    const database = new Database({ file, busyTimeoutMs: BUSY_TIMEOUT_MS })
    try {
      // better-sqlite3 is built to open WAL databases at NORMAL, and a power cut would take acknowledged rows with it.
      database.pragma('journal_mode = WAL')
      database.pragma('synchronous = FULL')
      database.pragma('foreign_keys = ON')
      migrate(database)
      return ok(new Store(database, clock))
    } catch (error) {
      database.close()
      throw error
    }
  } catch (error) {
    if (error instanceof StoreError) return { ok: false, error }
    throw error
  }
}
