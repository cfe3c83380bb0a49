import { describe, expect, it } from 'vitest'
import { Database } from '../../src/main/store/database'
import { MIGRATIONS, migrate, schemaVersion } from '../../src/main/store/migrate'
import { Store } from '../../src/main/store/store'
import { ALICE, CHAT, composed, received } from './helpers'

function open(): Database {
  return new Database({ file: ':memory:', busyTimeoutMs: 0 })
}

type SchemaRow = { readonly type: string; readonly name: string; readonly sql: string | null }

function schemaOf(database: Database): readonly SchemaRow[] {
  return database.prepare<SchemaRow>('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all()
}

/**
 * Rows as the version before each migration would hold them, by the version that they are of. A new migration adds its
 * entry; version 0 is the empty file.
 */
const ROWS: Readonly<Record<number, (database: Database) => void>> = {
  0: () => undefined,
}

describe('migrating', () => {
  it.each(MIGRATIONS.map((_, version) => version))(
    'from version %i with rows ends in the newest schema, rows kept',
    (version) => {
      const database = open()
      migrate(database, MIGRATIONS.slice(0, version))
      expect(schemaVersion(database)).toBe(version)
      ROWS[version]?.(database)
      migrate(database)
      const fresh = open()
      migrate(fresh)
      expect(schemaOf(database)).toEqual(schemaOf(fresh))
      expect(schemaVersion(database)).toBe(MIGRATIONS.length)
      database.close()
      fresh.close()
    },
  )

  it('has rows for every version before the newest', () => {
    expect(Object.keys(ROWS).map(Number)).toEqual(MIGRATIONS.map((_, version) => version))
  })

  it('changes nothing the second time', () => {
    const database = open()
    migrate(database)
    const store = new Store(database)
    store.conversations.ensure(CHAT, ALICE)
    store.messages.insertBatch([received({ seq: 1 }), composed('c-1')])
    const before = store.conversations.list()
    migrate(database)
    expect(store.conversations.list()).toEqual(before)
    store.close()
  })

  it('goes on from the version that the file has, and keeps its rows', () => {
    const database = open()
    const first = 'CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;'
    const second = `ALTER TABLE notes ADD COLUMN is_done INTEGER NOT NULL DEFAULT 0; UPDATE notes SET is_done = 1 WHERE body = 'old';`
    migrate(database, [first])
    database.exec(`INSERT INTO notes (body) VALUES ('old'), ('older')`)
    migrate(database, [first, second])
    expect(database.prepare('SELECT body, is_done FROM notes ORDER BY id').all()).toEqual([
      { body: 'old', is_done: 1 },
      { body: 'older', is_done: 0 },
    ])
    database.close()
  })

  it('that fails half-way leaves the version and the rows before it', () => {
    const database = open()
    const first = 'CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;'
    migrate(database, [first])
    database.exec(`INSERT INTO notes (body) VALUES ('kept')`)
    expect(() => migrate(database, [first, 'DELETE FROM notes; CREATE TABLE broken (;'])).toThrow(
      expect.objectContaining({ code: 'failed' }),
    )
    expect(schemaVersion(database)).toBe(1)
    expect(database.prepare('SELECT body FROM notes').all()).toEqual([{ body: 'kept' }])
    database.close()
  })

  it('refuses a later version before it touches anything', () => {
    const database = open()
    database.exec('PRAGMA user_version = 7')
    expect(() => migrate(database)).toThrow(expect.objectContaining({ code: 'store_newer' }))
    expect(schemaOf(database)).toEqual([])
    database.close()
  })

  it('makes only STRICT tables, beside the index’s own', () => {
    const database = open()
    migrate(database)
    const tables = schemaOf(database).filter(
      ({ type, name }) => type === 'table' && !/^(sqlite_|messages_fts)/.test(name),
    )
    expect(tables.length).toBeGreaterThan(10)
    for (const { sql } of tables) expect(sql).toMatch(/STRICT/)
    database.close()
  })
})
