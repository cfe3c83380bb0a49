import type { Client } from 'pg'
import type { ServerClock } from '../../clock'
import type { Claim, Claims } from '../claims'
import { toldOf } from './failures'
import { CONNECT_MS } from './postgres-database'

/** Milliseconds between two tries to have a connection again. */
const RETRY_MS = 1000
/** Seconds after which PostgreSQL takes a machine that says nothing for gone, and gives its claims to others. */
const KEEPALIVE = { idle: 5, interval: 5, count: 2 } as const

type Held = Claim & { readonly onLost: () => void }

/**
 * Claims as advisory locks of one session, on a connection that does nothing else: they end with the process, however that
 * ends. A connection that breaks takes them all along; they are asked for again as soon as there is another.
 */
export class PostgresClaims implements Claims {
  readonly #open: () => Promise<Client>
  readonly #clock: Pick<ServerClock, 'after'>
  readonly #held = new Map<string, Held>()
  #client: Promise<Client> | undefined
  #cancel: () => void = () => undefined
  #isClosed = false

  private constructor(open: () => Promise<Client>, clock: Pick<ServerClock, 'after'>) {
    this.#open = open
    this.#clock = clock
  }

  /**
   * Opens no connection yet.
   *
   * @param holder what others are told who find something taken
   */
  static async open(url: string, holder: string, clock: Pick<ServerClock, 'after'>): Promise<PostgresClaims> {
    const { default: pg } = await import('pg')
    const { idle, interval, count } = KEEPALIVE
    const options = `-c tcp_keepalives_idle=${idle} -c tcp_keepalives_interval=${interval} -c tcp_keepalives_count=${count}`
    const open = async (): Promise<Client> => {
      const client = new pg.Client({
        connectionString: url,
        application_name: holder,
        connectionTimeoutMillis: CONNECT_MS,
        keepAlive: true,
        options,
      })
      await client.connect()
      return client
    }
    return new PostgresClaims(open, clock)
  }

  async take(claim: Claim, onLost: () => void = () => undefined): Promise<boolean> {
    const isMine = await this.#ask((client) => lock(client, claim))
    if (isMine) this.#held.set(claim.name, { ...claim, onLost })
    return isMine
  }

  async holder(name: string): Promise<string | undefined> {
    const { rows } = await this.#ask((client) => client.query<{ holder: string }>(HOLDER, [name]))
    return rows[0]?.holder
  }

  async giveBack(name: string): Promise<void> {
    const held = this.#held.get(name)
    if (held === undefined) return
    this.#held.delete(name)
    const unlock = held.isShared === true ? 'pg_advisory_unlock_shared' : 'pg_advisory_unlock'
    // Without its connection it is nobody's any more.
    await this.#client?.then((client) => client.query(`SELECT ${unlock}(hashtextextended($1, 0))`, [name])).catch(() => undefined)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancel()
    const client = await this.#client?.catch(() => undefined)
    await client?.end().catch(() => undefined)
  }

  async #ask<T>(question: (client: Client) => Promise<T>): Promise<T> {
    try {
      return await question(await (this.#client ??= this.#connect()))
    } catch (error) {
      throw toldOf(error)
    }
  }

  async #connect(): Promise<Client> {
    try {
      const client = await this.#open()
      // After an error it ends, too.
      client.on('error', () => undefined)
      client.once('end', () => {
        this.#client = undefined
        this.#again()
      })
      return client
    } catch (error) {
      this.#client = undefined
      throw error
    }
  }

  #again(): void {
    if (this.#isClosed) return
    this.#cancel = this.#clock.after(RETRY_MS, () => void this.#retake())
  }

  /** What somebody else has by now is lost. */
  async #retake(): Promise<void> {
    try {
      const client = await (this.#client ??= this.#connect())
      for (const held of [...this.#held.values()]) {
        if (await lock(client, held)) continue
        this.#held.delete(held.name)
        held.onLost()
      }
    } catch {
      // Whoever watches the store's health tells of a database that is away. A connection that has ended calls by itself.
      if (this.#client === undefined) this.#again()
    }
  }
}

const HOLDER = `
  SELECT a.application_name AS holder FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
  WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.pid <> pg_backend_pid()
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND ((l.classid::bigint << 32) | l.objid::bigint) = hashtextextended($1, 0)
  LIMIT 1`

async function lock(client: Client, { name, isShared = false }: Claim): Promise<boolean> {
  const take = isShared ? 'pg_try_advisory_lock_shared' : 'pg_try_advisory_lock'
  const { rows } = await client.query<{ taken: boolean }>(`SELECT ${take}(hashtextextended($1, 0)) AS taken`, [name])
  return rows[0]?.taken === true
}
