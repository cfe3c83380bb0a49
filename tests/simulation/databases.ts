import { Database, type Statement } from '../../src/main/store/database'
import { migrate } from '../../src/main/store/migrate'
import { Store } from '../../src/main/store/store'
import type { ServerStore } from '../../src/server/store/server-store'
import { type Database as ServerDatabase, openDatabase } from '../../src/server/store/sqlite-database'
import { storeOn } from '../../src/server/store/sqlite-store'

/**
 * Databases in memory that are emptied and used again: to open one and prepare its statements takes longer than a whole
 * schedule.
 */
export class Databases {
  readonly #free: ClientDatabase[] = []
  readonly #taken: ClientDatabase[] = []
  readonly server = new ServerDatabaseInMemory()

  takeClient(): ClientDatabase {
    const database = this.#free.pop() ?? new ClientDatabase()
    this.#taken.push(database)
    return database
  }

  /** Everything is empty again. */
  reset(): void {
    for (const database of this.#taken.splice(0)) {
      database.wipe()
      this.#free.push(database)
    }
    this.server.wipe()
  }
}

/** What one device keeps on its disk; a new life of the device finds what was committed before. */
export class ClientDatabase {
  readonly store: Store
  readonly #database: Database
  readonly #wipes: readonly Statement<object>[]

  constructor() {
    this.#database = new Database({ file: ':memory:', busyTimeoutMs: 0 })
    this.#database.pragma('foreign_keys = ON')
    migrate(this.#database)
    this.store = new Store(this.#database)
    const tables = this.#database
      .prepare<{ name: string }>(
        `SELECT name FROM sqlite_schema
         WHERE type = 'table' AND name NOT LIKE 'messages_fts%'`,
      )
      .all()
    this.#wipes = [`INSERT INTO messages_fts (messages_fts) VALUES ('delete-all')`, ...tables.map(({ name }) => `DELETE FROM ${name}`)].map(
      (sql) => this.#database.prepare(sql),
    )
  }

  wipe(): void {
    this.#database.transaction(() => this.#wipes.forEach((wipe) => wipe.run()))
    // What the store remembers of its tables is not so any more: that it believes after a transaction that was undone.
    try {
      this.#database.transaction(() => {
        throw new Wiped()
      })
    } catch (error) {
      if (!(error instanceof Wiped)) throw error
    }
  }
}

class Wiped extends Error {}

export class ServerDatabaseInMemory {
  readonly store: ServerStore
  readonly #database: ServerDatabase

  constructor() {
    this.#database = openDatabase(':memory:')
    this.store = storeOn(this.#database)
  }

  /** Every file and upload that there is a row of, but for what expired. */
  files(): readonly { readonly file_id: string; readonly uploader_id: string; readonly isWhole: number }[] {
    return this.#database
      .prepare<[], { file_id: string; uploader_id: string; isWhole: number }>(
        `SELECT file_id, uploader_id, completed_at IS NOT NULL AS isWhole FROM files WHERE expired_at IS NULL ORDER BY rowid`,
      )
      .all()
  }

  /** Whether a message says that file, as its own or as its preview. */
  isNamed(fileId: string): boolean {
    const said = this.#database
      .prepare<[{ fileId: string }], { found: number }>(
        `SELECT 1 AS found FROM messages WHERE type IN ('image', 'sound', 'file', 'video')
         AND @fileId IN (json_extract(data, '$.file_id'), json_extract(data, '$.thumb_id')) LIMIT 1`,
      )
      .get({ fileId })
    return said !== undefined
  }

  /** The users stay, as if they had never been there. */
  wipe(): void {
    this.#database.transaction(() => {
      for (const table of ['message_files', 'files', 'file_shares', 'messages', 'members', 'conversations', 'tokens', 'sqlite_sequence']) {
        this.#database.prepare(`DELETE FROM ${table}`).run()
      }
      this.#database.prepare(`UPDATE users SET status = '', last_seen = 0`).run()
    })
  }
}
