import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import SQLite from 'better-sqlite3'
import { MIGRATIONS } from './migrations'

/** A connection whose statements are prepared once, whoever asks for them. */
export class Database {
  readonly #connection: SQLite.Database
  readonly #statements = new Map<string, SQLite.Statement>()

  constructor(connection: SQLite.Database) {
    this.#connection = connection
  }

  /**
   * A statement that sorts or joins compares with `= +?` and ends with `LIMIT +?`: SQLite prepares it anew whenever a
   * parameter is bound that stands bare there.
   */
  prepare<Parameters extends unknown[], Row = unknown>(sql: string): SQLite.Statement<Parameters, Row> {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#connection.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement as SQLite.Statement<Parameters, Row>
  }

  /** All or nothing; on disk when it returns. */
  transaction<T>(run: () => T): T {
    return this.#connection.transaction(run)()
  }

  /** Another number whenever another connection, or another process, has committed. */
  foreignChanges(): number {
    return Number(this.#connection.pragma('data_version', { simple: true }))
  }

  copyTo(file: string): void {
    this.#connection.prepare('VACUUM INTO ?').run(file)
  }

  close(): void {
    this.#connection.close()
  }
}

/** Of a database file, unchanged; `undefined`: there is none. */
export function schemaOf(file: string): number | undefined {
  if (!existsSync(file)) return undefined
  const connection = new SQLite(file, { readonly: true })
  try {
    return Number(connection.pragma('user_version', { simple: true }))
  } finally {
    connection.close()
  }
}

/** Bytes of a database that is looked through as it is opened; one of this size takes a second. */
const MAX_CHECKED_BYTES = 256 * 1024 * 1024

export type OpenOptions = {
  /** False: a change fails at once while another process writes; else it keeps the event loop for up to 5 s. */
  readonly isWaiting?: boolean
}

/**
 * Opens the server's database, brought to the newest schema. `synchronous = FULL` on every open: an acknowledged
 * message must survive a power cut.
 *
 * @param file a path, or `:memory:`
 * @throws Error when the file is from a newer version
 */
export function openDatabase(file: string, { isWaiting = true }: OpenOptions = {}): Database {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
  const connection = new SQLite(file)
  try {
    connection.pragma('journal_mode = WAL')
    connection.pragma('synchronous = FULL')
    connection.pragma('foreign_keys = ON')
    if (file !== ':memory:' && statSync(file).size <= MAX_CHECKED_BYTES) check(connection)
    migrate(connection)
    if (!isWaiting) connection.pragma('busy_timeout = 0')
    return new Database(connection)
  } catch (error) {
    connection.close()
    throw error
  }
}

/** @throws Error when its pages do not fit together */
function check(connection: SQLite.Database): void {
  const found = String(connection.pragma('quick_check(1)', { simple: true }))
  if (found !== 'ok') throw new SQLite.SqliteError(`the database is damaged: ${found}`, 'SQLITE_CORRUPT')
}

function migrate(connection: SQLite.Database): void {
  const version = Number(connection.pragma('user_version', { simple: true }))
  if (version > MIGRATIONS.length) {
    throw new Error(`the data folder is from a newer server (schema ${version}, this one knows ${MIGRATIONS.length})`)
  }
  MIGRATIONS.slice(version).forEach((sql, i) => {
    connection.transaction(() => {
      connection.exec(sql)
      connection.pragma(`user_version = ${version + i + 1}`)
    })()
  })
}
