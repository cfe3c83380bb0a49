import { CachedFilesTable } from './cached-files-table'
import { ConversationsTable } from './conversations-table'
import type { Database } from './database'
import { DeliveryLogTable } from './delivery-log-table'
import { DoubtedFilesTable } from './doubted-files-table'
import { FileHashesTable } from './file-hashes-table'
import { HistoryEdgesTable } from './history-edges-table'
import { LibraryPages } from './library-pages'
import { MessageFilesTable } from './message-files-table'
import { MessagePartsTable } from './message-parts-table'
import { MessageReceipts } from './message-receipts'
import { MessagesTable } from './messages-table'
import { OutboxTable } from './outbox-table'
import type { Quarantine } from './quarantine-facts'
import { RepairsTable } from './repairs-table'
import { RosterTable } from './roster-table'
import { SearchIndex } from './search-index'
import { SearchRebuild } from './search-rebuild'
import { SearchTable } from './search-table'
import { SeqRangesTable } from './seq-ranges-table'
import { SettingsTable } from './settings-table'
import { ShelfPages } from './shelf-pages'
import { StoreError } from './store-error'
import { TransfersTable } from './transfers-table'
import { VoicesTable } from './voices-table'

/** Kept in the fresh database until the person has been told. */
const QUARANTINE_KEY = 'store.quarantine'

/**
 * The account's database. Synchronous: a transaction is a plain function without awaits; batches have at most 500 rows,
 * then the caller yields to the event loop. Every method throws `StoreError` when the database fails.
 */
export class Store {
  readonly messages: MessagesTable
  readonly conversations: ConversationsTable
  /** Where the past is asked for by ranges of seqs, and where by a cursor. */
  readonly ranges: SeqRangesTable
  readonly edges: HistoryEdgesTable
  readonly outbox: OutboxTable
  readonly parts: MessagePartsTable
  readonly transfers: TransfersTable
  readonly fileHashes: FileHashesTable
  readonly cachedFiles: CachedFilesTable
  readonly doubtedFiles: DoubtedFilesTable
  readonly messageFiles: MessageFilesTable
  readonly shelves: ShelfPages
  readonly library: LibraryPages
  readonly voices: VoicesTable
  readonly receipts: MessageReceipts
  readonly deliveryLog: DeliveryLogTable
  readonly roster: RosterTable
  readonly settings: SettingsTable
  readonly search: SearchTable
  readonly searchRebuild: SearchRebuild
  readonly repairs: RepairsTable
  /** Set when it took the place of one that was set aside, until it is closed properly: of damage the person is told. */
  readonly quarantine: Quarantine | undefined
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
    const index = new SearchIndex(database)
    this.messages = new MessagesTable(database, index)
    this.conversations = new ConversationsTable(database)
    this.ranges = new SeqRangesTable(database)
    this.edges = new HistoryEdgesTable(database)
    this.outbox = new OutboxTable(database)
    this.parts = new MessagePartsTable(database)
    this.transfers = new TransfersTable(database)
    this.fileHashes = new FileHashesTable(database)
    this.cachedFiles = new CachedFilesTable(database)
    this.doubtedFiles = new DoubtedFilesTable(database)
    this.messageFiles = new MessageFilesTable(database)
    this.shelves = new ShelfPages(database)
    this.library = new LibraryPages(database)
    this.voices = new VoicesTable(database)
    this.receipts = new MessageReceipts(database)
    this.deliveryLog = new DeliveryLogTable(database)
    this.roster = new RosterTable(database)
    this.settings = new SettingsTable(database)
    this.search = new SearchTable(database, index)
    this.searchRebuild = new SearchRebuild(database, index, this.roster)
    this.repairs = new RepairsTable(database)
    this.quarantine = this.settings.get<Quarantine>(QUARANTINE_KEY)
  }

  /** This database takes the place of one that was set aside. */
  noteQuarantine(quarantine: Quarantine): void {
    this.settings.set(QUARANTINE_KEY, quarantine)
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
      if (this.quarantine !== undefined) this.settings.set(QUARANTINE_KEY, undefined)
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
