import { ConversationLocks } from './conversation-locks'
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
  const locks = new ConversationLocks()
  const users = new SqliteUsers(database)
  const conversations = new SqliteConversations(database)
  const files = new SqliteFiles(database)
  const within = { users, conversations, files, messages: new SqliteMessages(database) }
  return {
    users,
    tokens: new SqliteTokens(database),
    conversations,
    messages: new SqliteMessages(database, locks),
    files,
    // Another process has a folder of its own: nobody else is to be kept out but those of this one.
    exclusive: (conversationIds, run) => locks.hold(conversationIds, () => run(within)),
    foreignChanges: async (since) => {
      const mark = database.foreignChanges()
      return { mark, of: since === undefined || since === mark ? [] : 'everybody' }
    },
    probe: async (at) => probe.look(at),
    copyTo: async (copy) => database.copyTo(copy),
    close: async () => database.close(),
  }
}
