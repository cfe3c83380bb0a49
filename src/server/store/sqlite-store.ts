import type { ServerStore } from './server-store'
import { SqliteConversations } from './sqlite-conversations'
import { type Database, openDatabase } from './sqlite-database'
import { SqliteMessages } from './sqlite-messages'
import { SqliteTokens } from './sqlite-tokens'
import { SqliteUsers } from './sqlite-users'

/**
 * The store of a small office: one SQLite file.
 *
 * @param file a path, or `:memory:`
 */
export function openSqliteStore(file: string): ServerStore {
  return storeOn(openDatabase(file))
}

/** The store on a database that is open. */
export function storeOn(database: Database): ServerStore {
  return {
    users: new SqliteUsers(database),
    tokens: new SqliteTokens(database),
    conversations: new SqliteConversations(database),
    messages: new SqliteMessages(database),
    foreignChanges: async () => database.foreignChanges(),
    close: async () => database.close(),
  }
}
