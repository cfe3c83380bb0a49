import type { ForeignChanges } from '../server-store'
import type { Connection } from './connection'

/** `of` is the user whose sessions may have ended; `undefined`: nothing has changed. */
type Outcome<T> = { readonly result: T; readonly of: string | undefined }

/** So many changes are known by their user; a process that is further behind looks at everybody. */
const KEPT = 10_000

const COUNT = 'UPDATE access_changes SET n = n + 1 RETURNING n'
const NAME = `INSERT INTO access_changed_users VALUES ($1, $2, pg_current_xact_id()::text::bigint) RETURNING transaction`
const FORGET = 'DELETE FROM access_changed_users WHERE n <= $1'
/** Of one moment: the count, and whom it was about since. Without the upper bound a table that was never counted is read whole. */
export const CHANGED = `
  SELECT changes.n, named.user_id, named.transaction
  FROM access_changes changes LEFT JOIN access_changed_users named ON named.n > $1::bigint AND named.n <= $1::bigint + ${KEPT}
  WHERE changes.id = 1`

type Row = { readonly n: number } & (
  { readonly user_id: string; readonly transaction: number } | { readonly user_id: null; readonly transaction: null }
)

/**
 * Tells other processes whose sessions may have ended: tokens are taken away, passwords changed. Each change has a number, one
 * more than the one before, and is seen no earlier than that: whoever counts locks the counter until the commit.
 */
export class AccessChanges {
  /** Transactions of this process, which tells its own sessions itself. Of each there is a row, which takes it out again. */
  readonly #own = new Set<number>()
  /** Of changes of this process of which it is not known whether they were kept. */
  readonly #unsure = new Set<string>()

  /** Runs it in a transaction that counts it, if it changed anything. */
  async counted<T>(database: Connection, run: (within: Connection) => Promise<Outcome<T>>): Promise<T> {
    let of: string | undefined
    let transaction: number | undefined
    try {
      return await database.transaction(async (within) => {
        // Tried again: nothing is left of the last time.
        if (transaction !== undefined) this.#own.delete(transaction)
        const outcome = await run(within)
        of = outcome.of
        if (of === undefined) return outcome.result
        const { n } = (await within.query<{ n: number }>(COUNT)).rows[0]!
        // Before it is to be seen by anybody.
        transaction = (await within.query<{ transaction: number }>(NAME, [n, of])).rows[0]!.transaction
        this.#own.add(transaction)
        await within.query(FORGET, [n - KEPT])
        return outcome.result
      })
    } catch (error) {
      if (transaction !== undefined) this.#own.delete(transaction)
      if (of !== undefined) this.#unsure.add(of)
      throw error
    }
  }

  /** Those of others; of this process' own the ones whose end nobody knows. */
  async foreign(database: Connection, since: number | undefined): Promise<ForeignChanges> {
    const { rows } = await database.query<Row>(CHANGED, [since ?? Number.MAX_SAFE_INTEGER])
    const mark = rows[0]?.n ?? 0
    if (since === undefined) return { mark, of: [] }
    const named = rows.flatMap((row) => (row.user_id === null ? [] : [row]))
    const foreign = named.filter(({ transaction }) => !this.#own.delete(transaction)).map(({ user_id }) => user_id)
    const of = new Set([...foreign, ...this.#unsure])
    this.#unsure.clear()
    if (named.length === mark - since) return { mark, of: [...of] }
    // Some are forgotten, or of a version that names nobody; own ones that are under way are looked at once too often.
    this.#own.clear()
    return { mark, of: 'everybody' }
  }
}
