import type { Connection } from './connection'

type Outcome<T> = { readonly result: T; readonly isChange: boolean }

/**
 * Counts, for other processes, what ends sessions: tokens that are taken away, passwords that are changed. What this process
 * did itself it has told its own sessions.
 */
export class AccessChanges {
  #own = 0

  /** Runs it in a transaction that counts it, if it was one. */
  async counted<T>(database: Connection, run: (within: Connection) => Promise<Outcome<T>>): Promise<T> {
    const { result, isChange } = await database.transaction(async (within) => {
      const outcome = await run(within)
      if (outcome.isChange) await within.query('UPDATE access_changes SET n = n + 1')
      return outcome
    })
    if (isChange) this.#own += 1
    return result
  }

  /** Those of others. One of this process whose end nobody knows counts as theirs: they look once too often. */
  async foreign(database: Connection): Promise<number> {
    const own = this.#own
    return ((await database.query<{ n: number }>('SELECT n FROM access_changes')).rows[0]?.n ?? 0) - own
  }
}
