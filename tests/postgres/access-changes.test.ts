import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AccessChanges } from '../../src/server/store/postgres/access-changes'
import type { Connection } from '../../src/server/store/postgres/connection'
import { PostgresDatabase } from '../../src/server/store/postgres/postgres-database'
import { openPostgresStore } from '../../src/server/store/postgres/postgres-store'
import { freshDatabase, POSTGRES } from '../server/test-store'

describe('changes of who may be there', () => {
  let database: PostgresDatabase
  let ours: AccessChanges
  let theirs: AccessChanges
  beforeEach(async () => {
    const url = await freshDatabase(POSTGRES!)
    await (await openPostgresStore(url)).close()
    database = await PostgresDatabase.open(url)
    ours = new AccessChanges()
    theirs = new AccessChanges()
  })
  afterEach(() => database.close())

  const change = (changes: AccessChanges, of: string | undefined, on: Connection = database) =>
    changes.counted(on, async () => ({ result: 'done', of }))
  const markOf = async (changes: AccessChanges) => (await changes.foreign(database, undefined)).mark
  const counted = async (sql: string) => (await database.query<{ n: number }>(sql)).rows[0]!.n

  it('name their user, once, and not to whoever made them', async () => {
    const mark = await markOf(ours)
    expect(await change(theirs, 'alice')).toBe('done')
    await change(ours, 'bob')
    await change(theirs, undefined)
    await change(theirs, 'alice')
    expect(await ours.foreign(database, mark)).toEqual({ mark: mark + 3, of: ['alice'] })
    expect(await ours.foreign(database, mark + 3)).toEqual({ mark: mark + 3, of: [] })
    expect(await theirs.foreign(database, mark)).toEqual({ mark: mark + 3, of: ['bob'] })
  })

  it('are not told of when they were undone', async () => {
    const mark = await markOf(ours)
    const undone = database.transaction(async (within) => {
      await change(theirs, 'alice', within)
      throw new Error('after it')
    })
    await expect(undone).rejects.toThrow('after it')
    expect(await ours.foreign(database, mark)).toEqual({ mark, of: [] })
  })

  /** Commits, and loses the answer. */
  const losing: Connection = {
    query: (sql, params) => database.query(sql, params),
    queryLast: (sql, params) => database.query(sql, params),
    transaction: async (run) => {
      await database.transaction(run)
      throw new Error('the connection is lost')
    },
  }

  it('of which nobody knows whether they were kept are told to whoever made them, too', async () => {
    const mark = await markOf(ours)
    await expect(change(ours, 'alice', losing)).rejects.toThrow('lost')
    expect(await ours.foreign(database, mark)).toEqual({ mark: mark + 1, of: ['alice'] })
    expect(await ours.foreign(database, mark + 1)).toEqual({ mark: mark + 1, of: [] })
  })

  it('are told to whoever made them, if they are kept only after he was told that they are not', async () => {
    const mark = await markOf(ours)
    let commit: () => void = () => undefined
    const isTold = new Promise<void>((resolve) => (commit = resolve))
    let kept: Promise<unknown> = Promise.resolve()
    const late: Connection = {
      ...losing,
      transaction: <T>(run: (within: Connection) => Promise<T>) =>
        new Promise<T>((_, reject) => {
          kept = database.transaction(async (within) => {
            await run(within)
            reject(new Error('the connection is lost'))
            await isTold
          })
        }),
    }
    await expect(change(ours, 'alice', late)).rejects.toThrow('lost')
    // Whether it was kept is not known: they are looked at, and are as before.
    expect(await ours.foreign(database, mark)).toEqual({ mark, of: ['alice'] })
    commit()
    await kept
    expect(await ours.foreign(database, mark)).toEqual({ mark: mark + 1, of: ['alice'] })
  })

  it('of a version that names nobody are about everybody', async () => {
    const mark = await markOf(ours)
    await change(theirs, 'alice')
    await database.query('UPDATE access_changes SET n = n + 1')
    expect(await ours.foreign(database, mark)).toEqual({ mark: mark + 2, of: 'everybody' })
    await change(theirs, 'bob')
    expect(await ours.foreign(database, mark + 2)).toEqual({ mark: mark + 3, of: ['bob'] })
  })

  it('are forgotten at some time: whoever is further behind looks at everybody', async () => {
    const mark = await markOf(ours)
    await database.query(`INSERT INTO access_changed_users SELECT $1 + i, 'bob', 0 FROM generate_series(1, 10000) i`, [mark])
    await database.query('UPDATE access_changes SET n = n + 10000')
    expect(await ours.foreign(database, mark)).toEqual({ mark: mark + 10_000, of: ['bob'] })
    await change(theirs, 'alice')
    expect(await counted('SELECT count(*) AS n FROM access_changed_users')).toBe(10_000)
    expect((await ours.foreign(database, mark)).of).toBe('everybody')
    expect((await ours.foreign(database, mark + 1)).of).toEqual(['bob', 'alice'])
  })
})
