import Sqlite from 'better-sqlite3'

/** Pages that are counted before the event loop runs again. */
const PAGES_A_TURN = 500

/** The full-text table, the tables that SQLite keeps for it, and whose its entries are. */
const SEARCH_NAME = /_fts(_|$)|^search_/

export type DatabaseUsage = { readonly messageBytes: number; readonly searchBytes: number }

/**
 * Counts the pages of a database by what they hold. It reads through a connection of its own, some hundred pages at a
 * time, so that a large database neither blocks the process nor its writers.
 *
 * @param pause resolves after the event loop has run
 * @throws Error when the file cannot be read as a database
 */
export async function measureDatabase(path: string, pause: () => Promise<void>): Promise<DatabaseUsage> {
  const database = new Sqlite(path, { readonly: true, fileMustExist: true })
  try {
    let [messageBytes, searchBytes, pages] = [0, 0, 0]
    const rows = database.prepare<[], { name: string; pgsize: number }>('SELECT name, pgsize FROM dbstat').iterate()
    for (const { name, pgsize } of rows) {
      if (SEARCH_NAME.test(name)) searchBytes += pgsize
      else messageBytes += pgsize
      pages += 1
      if (pages % PAGES_A_TURN === 0) await pause()
    }
    return { messageBytes, searchBytes }
  } finally {
    database.close()
  }
}
