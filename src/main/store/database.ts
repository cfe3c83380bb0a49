import Sqlite from 'better-sqlite3'
import { storeErrorOf } from './store-error'

export type SqlValue = string | number | null
type Row = object

/** A prepared statement; positional parameters, rows typed by whoever wrote the SQL. Throws `StoreError` only. */
export class Statement<R extends Row> {
  readonly #statement: Sqlite.Statement<SqlValue[], R>

  constructor(statement: Sqlite.Statement<SqlValue[], R>) {
    this.#statement = statement
  }

  /** How many rows changed, and the row id of the last insert. */
  run(...parameters: SqlValue[]): { readonly changes: number; readonly rowId: number } {
    try {
      const { changes, lastInsertRowid } = this.#statement.run(...parameters)
      return { changes, rowId: Number(lastInsertRowid) }
    } catch (error) {
      throw storeErrorOf(error)
    }
  }

  get(...parameters: SqlValue[]): R | undefined {
    try {
      return this.#statement.get(...parameters)
    } catch (error) {
      throw storeErrorOf(error)
    }
  }

  all(...parameters: SqlValue[]): R[] {
    try {
      return this.#statement.all(...parameters)
    } catch (error) {
      throw storeErrorOf(error)
    }
  }

  /** Rows one by one; the connection does nothing else until the loop is left. */
  *iterate(...parameters: SqlValue[]): Generator<R, void, undefined> {
    try {
      yield* this.#statement.iterate(...parameters)
    } catch (error) {
      throw storeErrorOf(error)
    }
  }
}

export type DatabaseOptions = {
  /** A path, or `:memory:`. */
  readonly file: string
  /** How long a write waits for another connection's lock. */
  readonly busyTimeoutMs: number
}

/** Work that is kept back until the outermost transaction commits, and dropped when its part rolls back. */
export interface DeferredWork {
  /** How much is waiting. */
  readonly length: number
  /** Writes it all; called inside the transaction, right before its commit. */
  flush(): void
  /** Forgets what came after the first `length` entries. */
  truncate(length: number): void
}

/** One connection to SQLite: what the tables share. */
export class Database {
  readonly #sqlite: Sqlite.Database
  readonly #deferred: DeferredWork[] = []
  #depth = 0

  constructor({ file, busyTimeoutMs }: DatabaseOptions) {
    try {
      this.#sqlite = new Sqlite(file, { timeout: busyTimeoutMs })
    } catch (error) {
      throw storeErrorOf(error)
    }
  }

  get isOpen(): boolean {
    return this.#sqlite.open
  }

  prepare<R extends Row = Row>(sql: string): Statement<R> {
    try {
      return new Statement<R>(this.#sqlite.prepare<SqlValue[], R>(sql))
    } catch (error) {
      throw storeErrorOf(error)
    }
  }

  exec(sql: string): void {
    try {
      this.#sqlite.exec(sql)
    } catch (error) {
      throw storeErrorOf(error)
    }
  }

  /** The first value of a pragma's first row. */
  pragma(source: string): unknown {
    try {
      return this.#sqlite.pragma(source, { simple: true })
    } catch (error) {
      throw storeErrorOf(error)
    }
  }

  defer(work: DeferredWork): void {
    this.#deferred.push(work)
  }

  /**
   * All or nothing; synchronous, so `fn` must not await. Inside another transaction it is a savepoint: when it throws,
   * only its own part is undone.
   */
  transaction<T>(fn: () => T): T {
    const savepoint = `nested_${this.#depth}`
    const isOutermost = this.#depth === 0
    this.exec(isOutermost ? 'BEGIN IMMEDIATE' : `SAVEPOINT ${savepoint}`)
    this.#depth++
    const marks = this.#deferred.map((work) => work.length)
    try {
      const value = fn()
      if (isOutermost) for (const work of this.#deferred) work.flush()
      this.exec(isOutermost ? 'COMMIT' : `RELEASE ${savepoint}`)
      return value
    } catch (error) {
      this.#deferred.forEach((work, index) => work.truncate(marks[index] ?? 0))
      // A full disk makes SQLite roll back by itself: then there is nothing left to undo.
      if (this.#sqlite.inTransaction) this.exec(isOutermost ? 'ROLLBACK' : `ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`)
      throw storeErrorOf(error)
    } finally {
      this.#depth--
    }
  }

  close(): void {
    this.#sqlite.close()
  }
}
