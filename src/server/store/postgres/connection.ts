export type Result<Row> = {
  readonly rows: readonly Row[]
  /** Rows that were changed, or read. */
  readonly count: number
}

/**
 * Where statements go: to any connection of the pool, or to the one on which a transaction is under way. Those of a transaction
 * are executed in the order in which they are asked, each on what is committed by then; whoever does not wait for an answer
 * before the next question saves the way there and back.
 */
export interface Connection {
  /** A statement is prepared once on each connection. NULs in texts become U+FFFD: PostgreSQL has none. */
  query<Row = unknown>(sql: string, params?: readonly unknown[]): Promise<Result<Row>>
  /** The last statement of a transaction, which is committed with it, without a way there and back of its own; else as `query`. */
  queryLast<Row = unknown>(sql: string, params?: readonly unknown[]): Promise<Result<Row>>
  /**
   * All or nothing, on disk when it resolves. `run` may be called again, with all of it undone, when another transaction was
   * in its way. Within a transaction it is a part of that.
   *
   * @param patience its statements may take as long as they take: nobody waits for it
   */
  transaction<T>(run: (within: Connection) => Promise<T>, patience?: 'unlimited'): Promise<T>
}
