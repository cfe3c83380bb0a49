import SQLite from 'better-sqlite3'

/** The version of SQLite in this build, for About and diagnostics. */
export function sqliteVersion(): string {
  const database = new SQLite(':memory:')
  try {
    return String(database.prepare('SELECT sqlite_version()').pluck().get())
  } finally {
    database.close()
  }
}
