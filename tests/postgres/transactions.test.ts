import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PostgresDatabase } from '../../src/server/store/postgres/postgres-database'
import { freshDatabase, POSTGRES, withClient } from '../server/test-store'
import { waitUntilBlocked } from './blocked'

const PUT = 'INSERT INTO kept (name) VALUES ($1)'
const COUNT = 'SELECT count(*) AS n FROM kept'

describe('a transaction', () => {
  let url: string
  let database: PostgresDatabase
  beforeEach(async () => {
    url = await freshDatabase(POSTGRES!)
    await withClient(url, (client) => client.query(`CREATE TABLE kept (name text PRIMARY KEY); INSERT INTO kept VALUES ('first')`))
    // One alone: whatever is left of a transaction is in the way of the next.
    database = await PostgresDatabase.open(url, { connections: 1 })
  })
  afterEach(() => database.close())

  const kept = async (): Promise<readonly string[]> => {
    const { rows } = await withClient(url, (client) => client.query<{ name: string }>('SELECT name FROM kept ORDER BY name'))
    return rows.map(({ name }) => name)
  }

  it('that asks several things together has each answered on what was committed when the one before it was', async () => {
    await withClient(url, async (other) => {
      await other.query('BEGIN')
      await other.query(`SELECT 1 FROM kept WHERE name = 'first' FOR UPDATE`)
      const asked = database.transaction(async (within) => {
        const lock = within.query(`SELECT 1 FROM kept WHERE name = 'first' FOR UPDATE`)
        const [, counted] = await Promise.all([lock, within.query<{ n: number }>(COUNT)])
        return counted.rows[0]!.n
      })
      await waitUntilBlocked(url)
      await other.query(PUT, ['second'])
      await other.query('COMMIT')
      expect(await asked).toBe(2)
    })
  })

  it('is committed with its last statement', async () => {
    const answer = await database.transaction(async (within) => {
      await within.query(PUT, ['second'])
      return within.queryLast<{ n: number }>(COUNT)
    })
    expect(answer.rows[0]!.n).toBe(2)
    expect(await kept()).toEqual(['first', 'second'])
  })

  it('whose last statement fails has done nothing, and the next goes through', async () => {
    const failing = database.transaction(async (within) => {
      await within.query(PUT, ['second'])
      await within.queryLast(PUT, ['first'])
    })
    await expect(failing).rejects.toThrow('kept_pkey')
    expect(await kept()).toEqual(['first'])
    await database.transaction((within) => within.queryLast(PUT, ['third']))
    expect(await kept()).toEqual(['first', 'third'])
  })

  it('tells of the first that failed of what was asked together, and the next goes through', async () => {
    const failing = database.transaction((within) => Promise.all([within.query(PUT, ['first']), within.query(PUT, ['second'])]))
    await expect(failing).rejects.toThrow('kept_pkey')
    expect(await kept()).toEqual(['first'])
    await database.transaction((within) => within.query(PUT, ['third']))
    expect(await kept()).toEqual(['first', 'third'])
  })

  it('is no less than the one it is a part of', async () => {
    const failing = database.transaction(async (within) => {
      await within.transaction((part) => part.queryLast(PUT, ['second']))
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await kept()).toEqual(['first'])
  })

  it('whose last statement was caught is said not to be committed', async () => {
    const failing = database.transaction(async (within) => {
      await within.query(PUT, ['second'])
      await within.queryLast(PUT, ['first']).catch(() => undefined)
    })
    await expect(failing).rejects.toThrow('could not be committed')
    expect(await kept()).toEqual(['first'])
  })
})
