import type { Pool, PoolClient, QueryResult } from 'pg'
import { StoreUnavailableError } from '../store-unavailable-error'
import { Backoff } from './backoff'
import type { Connection, Result } from './connection'
import { isBroken, isConflict, isOutdated, toldOf } from './failures'

export type PostgresOptions = {
  /** Connections at most. */
  readonly connections?: number
  /** Of monotonic time, ms: how long a database that is away is left alone. */
  readonly now?: () => number
  /** A statement is given up after so long, ms. */
  readonly statementMs?: number
}

/** Connections of one process; more bring nothing, for changes take their turn. */
const CONNECTIONS = 10
/** What takes longer is given up: well under the minute by which clients' questions overlap (`?since=`). */
const STATEMENT_MS = 10_000
/**
 * What PostgreSQL itself has not given up so much later, ms, will not be answered: the way to it has fallen silent, which TCP
 * notices after a quarter of an hour.
 */
const SILENCE_MS = 2000
/** The driver knows no "never". */
const NEVER_MS = 2 ** 31 - 1
/** A process that hangs in a transaction does not keep others from its conversations for longer. */
const IDLE_IN_TRANSACTION_MS = 15_000
/** Within which time a message that was given its id is committed or never will be, ms. */
export const COMMIT_WITHIN_MS = Math.max(STATEMENT_MS, IDLE_IN_TRANSACTION_MS) + 1000
/** Of one try to connect, ms. */
export const CONNECT_MS = 5000
/** What others were in the way of is tried so often. */
const TRIES = 5

/** `bigint`, which the driver gives as text: ids, seqs and times are all below 2⁵³. */
const INT8 = 20

/** The pool of connections to one database. */
export class PostgresDatabase implements Connection {
  readonly #pool: Pool
  readonly #backoff: Backoff
  /** Of prepared statements, by their texts. */
  readonly #names = new Map<string, string>()
  #named = 0

  private constructor(pool: Pool, backoff: Backoff) {
    this.#pool = pool
    this.#backoff = backoff
    // An idle connection that breaks is taken out of the pool, and the next question opens another one.
    pool.on('error', () => undefined)
  }

  /**
   * Opens no connection yet.
   *
   * @throws Error when this build has no driver
   */
  static async open(
    url: string,
    { connections = CONNECTIONS, now = () => performance.now(), statementMs = STATEMENT_MS }: PostgresOptions = {},
  ): Promise<PostgresDatabase> {
    const { default: pg } = await import('pg').catch((cause: unknown) => {
      throw new Error('this build has no driver for PostgreSQL: the package "pg" is not beside it', { cause })
    })
    const pool = new pg.Pool({
      connectionString: url,
      max: connections,
      application_name: 'jim-server',
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: statementMs,
      query_timeout: statementMs + SILENCE_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
      keepAlive: true,
      pipeline: true,
      types: {
        getTypeParser: (oid, format) => (oid === INT8 ? Number : (pg.types.getTypeParser(oid, format) as (text: string) => unknown)),
      },
    })
    return new PostgresDatabase(pool, new Backoff(now))
  }

  query<Row>(sql: string, params: readonly unknown[] = []): Promise<Result<Row>> {
    return untilDone(() => this.#withClient((client) => this.#ask<Row>(client, sql, params)))
  }

  queryLast<Row>(sql: string, params: readonly unknown[] = []): Promise<Result<Row>> {
    return this.query(sql, params)
  }

  transaction<T>(run: (within: Connection) => Promise<T>, patience?: 'unlimited'): Promise<T> {
    return untilDone(() => this.transactionOnce(run, patience))
  }

  /** As `transaction`, for what cannot be done twice. */
  transactionOnce<T>(run: (within: Connection) => Promise<T>, patience?: 'unlimited'): Promise<T> {
    return this.#withClient(async (client) => {
      const sent: Promise<QueryResult>[] = []
      /** Goes with what is asked next; that it failed is told at the end, where all after it have failed too. */
      const send = (sql: string): void => {
        const answer = client.query(sql)
        answer.catch(() => undefined)
        sent.push(answer)
      }
      const query: Connection['query'] = (sql, params = []) => this.#ask(client, sql, params, patience)
      const part: Connection = { query, queryLast: query, transaction: (run) => run(part) }
      gather(client)
      let isEnding = false
      const queryLast: Connection['query'] = (sql, params) => {
        gather(client)
        const answer = query<never>(sql, params)
        send('COMMIT')
        isEnding = true
        return answer
      }
      send('BEGIN')
      if (patience !== undefined) send('SET LOCAL statement_timeout = 0')
      try {
        const result = await run({ ...part, queryLast })
        if (!isEnding) send('COMMIT')
        const answers = await Promise.all(sent)
        // What failed within was caught by `run`: nothing of it was kept.
        if (answers.at(-1)?.command !== 'COMMIT') throw new Error('the transaction could not be committed')
        return result
      } catch (error) {
        // A commit behind what failed has undone it.
        if (!isBroken(error)) await (isEnding ? Promise.allSettled(sent) : client.query('ROLLBACK'))
        throw error
      }
    })
  }

  async close(): Promise<void> {
    await this.#pool.end()
  }

  async #withClient<T>(run: (client: PoolClient) => Promise<T>): Promise<T> {
    if (this.#backoff.waitMs > 0) throw new StoreUnavailableError('PostgreSQL cannot be reached')
    let client: PoolClient
    try {
      client = await this.#pool.connect()
    } catch (error) {
      this.#backoff.failed()
      throw toldOf(error)
    }
    this.#backoff.succeeded()
    const onError = (): void => undefined
    client.on('error', onError)
    let isLost = false
    try {
      return await run(client)
    } catch (error) {
      isLost = isBroken(error)
      throw toldOf(error)
    } finally {
      client.off('error', onError)
      client.release(isLost)
    }
  }

  async #ask<Row>(client: PoolClient, text: string, params: readonly unknown[], patience?: 'unlimited'): Promise<Result<Row>> {
    let name = this.#names.get(text)
    if (name === undefined) this.#names.set(text, (name = `jim_${++this.#named}`))
    try {
      const limit = patience === undefined ? {} : { query_timeout: NEVER_MS }
      const result: QueryResult = await client.query({ name, text, values: params.map(withoutNul), ...limit })
      return { rows: result.rows as Row[], count: result.rowCount ?? 0 }
    } catch (error) {
      // Every connection has statements of that time: under new names each prepares them again.
      if (isOutdated(error) && this.#names.get(text) === name) this.#names.clear()
      throw error
    }
  }
}

/** What is asked in this turn leaves in one piece: each piece by itself wakes PostgreSQL, which then waits for the next. */
function gather({ connection: { stream } }: PoolClient): void {
  stream.cork()
  process.nextTick(() => stream.uncork())
}

/** What others were in the way of is done again. */
async function untilDone<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await run()
    } catch (error) {
      const { cause } = error as { cause?: unknown }
      if (tries === TRIES || !isConflict(cause)) throw error
    }
  }
}

function withoutNul(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value
  return Array.isArray(value) ? value.map(withoutNul) : value
}
