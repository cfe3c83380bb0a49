import Sqlite from 'better-sqlite3'

export type PlainTable = { readonly insert: (text: string) => void; readonly close: () => void }

/** One table of texts; each insert is a commit of its own that survives a power cut (WAL, FULL). */
export function openPlainTable(file: string): PlainTable {
  const database = new Sqlite(file)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.exec('CREATE TABLE messages (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT')
  const statement = database.prepare('INSERT INTO messages (text) VALUES (?)')
  return { insert: (text) => void statement.run(text), close: () => database.close() }
}
