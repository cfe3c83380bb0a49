import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { openPostgresStore } from '../../src/server/store/postgres/postgres-store'
import type { ServerStore } from '../../src/server/store/server-store'
import { openSqliteStore } from '../../src/server/store/sqlite-store'

/** The PostgreSQL that the stage `postgres` runs; absent: what is asked for a store gets one of SQLite. */
export const POSTGRES = process.env['JIM_TEST_POSTGRES']

/** An empty store of the engine that is tested. */
export async function openTestStore(): Promise<ServerStore> {
  return POSTGRES === undefined ? openSqliteStore(':memory:') : openPostgresStore(await freshDatabase(POSTGRES), { connections: 4 })
}

/** An empty database on that server; it goes with the server. Returns its address. */
export async function freshDatabase(server: string): Promise<string> {
  const name = `jim_${randomUUID().replaceAll('-', '')}`
  await withClient(server, (client) => client.query(`CREATE DATABASE ${name}`))
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

/** A connection beside the server's. */
export async function withClient<T>(url: string, run: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await run(client)
  } finally {
    await client.end()
  }
}
