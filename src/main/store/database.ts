import Sqlite from 'better-sqlite3'
import { StoreError, storeErrorOf } from './store-error'

export type SqlValue = string | number | null
/** One value for each `?`, or one object with a value for each `@name`. */
export type SqlParameters = readonly SqlValue[] | readonly [Readonly<Record<string, SqlValue>>]
type Row = object

/** A prepared statement; its rows are typed by whoever wrote the SQL. Throws `StoreError` when the database fails. */
export class Statement<R extends Row> {
  readonly #statement: Sqlite.Statement<unknown[], R>

  readonly #errorOf: (error: unknown) => unknown

  constructor(statement: Sqlite.Statement<unknown[], R>, errorOf: (error: unknown) => unknown) {
    this.#statement = statement
    this.#errorOf = errorOf
  }

  /** How many rows changed, and the row id of the last insert. */
  run(...parameters: SqlParameters): { readonly changes: number; readonly rowId: number } {
    try {
      const { changes, lastInsertRowid } = this.#statement.run(...parameters)
      return { changes, rowId: Number(lastInsertRowid) }
    } catch (error) {
      throw this.#errorOf(error)
    }
  }

  get(...parameters: SqlParameters): R | undefined {
    try {
      return this.#statement.get(...parameters)
    } catch (error) {
      throw this.#errorOf(error)
    }
  }

  all(...parameters: SqlParameters): R[] {
    try {
      return this.#statement.all(...parameters)
    } catch (error) {
      throw this.#errorOf(error)
    }
  }

  /** Rows one by one; the connection does nothing else until the loop is left. */
  *iterate(...parameters: SqlParameters): Generator<R, void, undefined> {
    try {
      yield* this.#statement.iterate(...parameters)
    } catch (error) {
      throw this.#errorOf(error)
    }
  }
}

export type DatabaseOptions = {
  /** A path, or `:memory:`. */
  readonly file: string
  /** How long a write waits for another connection's lock. */
  readonly busyTimeoutMs: number
  /** Called whenever SQLite finds the file damaged. */
  readonly onCorrupt?: () => void
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
  readonly #errorOf: (error: unknown) => unknown
  /** `BEGIN`, `COMMIT` and their like, prepared once: they come with every write. */
  readonly #steps = new Map<string, Statement<object>>()
  #depth = 0

  constructor({ file, busyTimeoutMs, onCorrupt }: DatabaseOptions) {
    this.#errorOf = (error) => {
      const known = storeErrorOf(error)
      // An error passes here once for each level it leaves; it is news only as SQLite's own.
      if (known !== error && known instanceof StoreError && known.code === 'corrupt') onCorrupt?.()
      return known
    }
    try {
      this.#sqlite = new Sqlite(file, { timeout: busyTimeoutMs })
    } catch (error) {
      // better-sqlite3 tells of a folder that is not there by a TypeError of its own.
      throw error instanceof TypeError ? new StoreError('io_failed', error.message, error) : this.#errorOf(error)
    }
  }

  get isOpen(): boolean {
    return this.#sqlite.open
  }

  /**
   * A statement that sorts or joins compares with `= +?` and ends with `LIMIT +?`: SQLite prepares it anew whenever a
   * parameter is bound that stands bare there, which takes longer than most of them run.
   */
  prepare<R extends Row = Row>(sql: string): Statement<R> {
    try {
      return new Statement<R>(this.#sqlite.prepare<unknown[], R>(sql), this.#errorOf)
    } catch (error) {
      throw this.#errorOf(error)
    }
  }

  exec(sql: string): void {
    try {
      this.#sqlite.exec(sql)
    } catch (error) {
      throw this.#errorOf(error)
    }
  }

  /** The first value of a pragma's first row. */
  pragma(source: string): unknown {
    try {
      return this.#sqlite.pragma(source, { simple: true })
    } catch (error) {
      throw this.#errorOf(error)
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
    this.#step(isOutermost ? 'BEGIN IMMEDIATE' : `SAVEPOINT ${savepoint}`)
    this.#depth++
    const marks = this.#deferred.map((work) => work.length)
    try {
      const value = fn()
      if (isOutermost) for (const work of this.#deferred) work.flush()
      this.#step(isOutermost ? 'COMMIT' : `RELEASE ${savepoint}`)
      return value
    } catch (error) {
      this.#deferred.forEach((work, index) => work.truncate(marks[index] ?? 0))
      // A full disk makes SQLite roll back by itself: then there is nothing left to undo.
      if (this.#sqlite.inTransaction) this.exec(isOutermost ? 'ROLLBACK' : `ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`)
      throw this.#errorOf(error)
    } finally {
      this.#depth--
    }
  }

  #step(sql: string): void {
    let statement = this.#steps.get(sql)
    if (statement === undefined) this.#steps.set(sql, (statement = this.prepare(sql)))
    statement.run()
  }

  close(): void {
    this.#sqlite.close()
  }
}
