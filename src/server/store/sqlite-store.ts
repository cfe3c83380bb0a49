import type { ServerStore } from './server-store'
import { SqliteConversations } from './sqlite-conversations'
import { type Database, type OpenOptions, openDatabase } from './sqlite-database'
import { SqliteFiles } from './sqlite-files'
import { SqliteMessages } from './sqlite-messages'
import { SqliteProbe } from './sqlite-probe'
import { SqliteTokens } from './sqlite-tokens'
import { SqliteUsers } from './sqlite-users'

/**
 * The store of a small office: one SQLite file.
 *
 * @param file a path, or `:memory:`
 */
export function openSqliteStore(file: string, options?: OpenOptions): ServerStore {
  return storeOn(openDatabase(file, options))
}

/** The store on a database that is open. */
export function storeOn(database: Database): ServerStore {
  const probe = new SqliteProbe(database)
  return {
    users: new SqliteUsers(database),
    tokens: new SqliteTokens(database),
    conversations: new SqliteConversations(database),
    messages: new SqliteMessages(database),
    files: new SqliteFiles(database),
    foreignChanges: async () => database.foreignChanges(),
    probe: async (at) => probe.look(at),
    copyTo: async (copy) => database.copyTo(copy),
    close: async () => database.close(),
  }
}
