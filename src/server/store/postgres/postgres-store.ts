import type { ExclusiveStore, ServerStore } from '../server-store'
import { AccessChanges } from './access-changes'
import type { Connection } from './connection'
import { migrate } from './migrate'
import { PostgresConversations } from './postgres-conversations'
import { PostgresDatabase, type PostgresOptions } from './postgres-database'
import { PostgresFiles } from './postgres-files'
import { PostgresMessages } from './postgres-messages'
import { PostgresTokens } from './postgres-tokens'
import { PostgresUsers } from './postgres-users'
import { refuseHalfImported } from './unfinished-import'

export type PostgresStore = ServerStore & {
  /** Epoch ms by the database's clock. */
  now(): Promise<number>
}

/**
 * The store of an office of several processes: a PostgreSQL of version 15 or newer, brought to the newest schema.
 *
 * @throws StoreUnavailableError when it cannot be reached; Error when it is from a newer version, or cannot be used
 */
export async function openPostgresStore(url: string, options?: PostgresOptions): Promise<PostgresStore> {
  const database = await PostgresDatabase.open(url, options)
  try {
    await refuseHalfImported(database)
    await migrate(database)
  } catch (error) {
    await database.close()
    throw error
  }
  return storeOn(database)
}

function storeOn(database: PostgresDatabase): PostgresStore {
  const changes = new AccessChanges()
  let closing: Promise<void> | undefined
  return {
    ...partsOn(database, changes),
    tokens: new PostgresTokens(database, changes),
    exclusive: (conversationIds, run) =>
      database.transactionOnce(async (within) => {
        await within.query('SELECT 1 FROM conversations WHERE conversation_id = ANY($1) ORDER BY conversation_id FOR UPDATE', [
          conversationIds,
        ])
        return run(partsOn(within, changes, 'within'))
      }),
    foreignChanges: (since) => changes.foreign(database, since),
    probe: async (at) => {
      await database.query('INSERT INTO health (id, at) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET at = excluded.at', [at])
    },
    copyTo: () => Promise.reject(new Error('a PostgreSQL database is copied by pg_dump')),
    now: async () => {
      const sql = 'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now'
      return (await database.query<{ now: number }>(sql)).rows[0]!.now
    },
    close: () => (closing ??= database.close()),
  }
}

function partsOn(connection: Connection, changes: AccessChanges, place?: 'within'): ExclusiveStore {
  return {
    users: new PostgresUsers(connection, changes),
    conversations: new PostgresConversations(connection),
    messages: new PostgresMessages(connection, place),
    files: new PostgresFiles(connection),
  }
}
