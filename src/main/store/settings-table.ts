import type { Database, Statement } from './database'

/** Small values of this account by key, as JSON: the sync cursor, for instance. */
export class SettingsTable {
  readonly #get: Statement<{ value: string }>
  readonly #set: Statement<object>
  readonly #delete: Statement<object>

  constructor(database: Database) {
    this.#get = database.prepare('SELECT value FROM settings WHERE key = ?')
    this.#set = database.prepare('INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
    this.#delete = database.prepare('DELETE FROM settings WHERE key = ?')
  }

  /** The caller knows what it stored under this key: only this app writes the file. */
  get<T>(key: string): T | undefined {
    const row = this.#get.get(key)
    return row === undefined ? undefined : (JSON.parse(row.value) as T)
  }

  /** `undefined` forgets the key. */
  set(key: string, value: unknown): void {
    if (value === undefined) this.#delete.run(key)
    else this.#set.run(key, JSON.stringify(value))
  }
}
