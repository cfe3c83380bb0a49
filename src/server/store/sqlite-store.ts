import type { ServerStore } from './server-store'
import { SqliteConversations } from './sqlite-conversations'
import { openDatabase } from './sqlite-database'
import { SqliteMessages } from './sqlite-messages'
import { SqliteTokens, SqliteUsers } from './sqlite-users'

/**
 * The store of a small office: one SQLite file.
 *
 * @param file a path, or `:memory:`
 */
export function openSqliteStore(file: string): ServerStore {
  const database = openDatabase(file)
  return {
    users: new SqliteUsers(database),
    tokens: new SqliteTokens(database),
    conversations: new SqliteConversations(database),
    messages: new SqliteMessages(database),
    close: async () => database.close(),
  }
}
