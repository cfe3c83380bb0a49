import type { Database } from './sqlite-database'

/** Messages that one look reads; the next one goes on behind them. */
const ROWS = 500

/** Whether the database takes a change and gives back what was written: a little more of it with every look. */
export class SqliteProbe {
  readonly #database: Database
  #readUpTo = 0

  constructor(database: Database) {
    this.#database = database
  }

  /** @throws Error what SQLite met */
  look(at: number): void {
    this.#database.prepare('INSERT INTO health (id, at) VALUES (1, ?) ON CONFLICT DO UPDATE SET at = excluded.at').run(at)
    for (const table of ['users', 'tokens', 'conversations', 'members', 'files', 'message_files'] as const)
      this.#database.prepare(`SELECT count(*) FROM ${table}`).get()
    // The length of a text counts its characters: that reads it all.
    const last = this.#database
      .prepare<[number, number], { mid: number | null; rows: number }>(
        `SELECT max(mid) AS mid, count(*) AS rows, sum(length(data)) AS characters
         FROM (SELECT mid, data FROM messages WHERE mid > +? ORDER BY mid LIMIT +?)`,
      )
      .get(this.#readUpTo, ROWS)
    this.#readUpTo = last === undefined || last.rows < ROWS ? 0 : (last.mid ?? 0)
  }
}
