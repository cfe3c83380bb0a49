import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type BackupCommand, type MigrateCommand, parseCommandLine, type UserCommand } from '../../src/server/cli/command-line'
import { runBackup, runMigrate } from '../../src/server/cli/run-backup'
import { runUser } from '../../src/server/cli/run-user'
import { lockFolder } from '../../src/server/data/folder-lock'
import { markMoved } from '../../src/server/data/moved-folder'
import { positionAfter, readBatch } from '../../src/server/import/batch'
import { IMPORTED_TABLES } from '../../src/server/import/imported-tables'
import { progressLines } from '../../src/server/import/progress-lines'
import { openSource } from '../../src/server/import/source-folder'
import { startServer } from '../../src/server/server'
import { type Database, openDatabase } from '../../src/server/store/sqlite-database'

const URL = 'postgres://jim@db/jim'
let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jim-import-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const tableOf = (name: string) => IMPORTED_TABLES.find((table) => table.name === name)!
const addUser = (database: Database, userId: string, name = userId): void =>
  void database.prepare(`INSERT INTO users VALUES (?, ?, '', '', '', 'x', 0, 0)`).run(userId, name)

describe('the command', () => {
  it('takes the address behind it, or that of the setting', () => {
    const expected = { name: 'import-sqlite', dataDir: 'd', filesDir: undefined, postgres: URL }
    expect(parseCommandLine(['import-sqlite', URL, '--data', 'd'])).toEqual(expected)
    expect(parseCommandLine(['import-sqlite', '--data', 'd'], { JIM_SERVER_POSTGRES: URL })).toEqual(expected)
    expect(parseCommandLine(['import-sqlite', URL, '--data', 'd'], { JIM_SERVER_POSTGRES: 'postgres://other/x' })).toEqual(expected)
    // The bucket is that of the office there, wherever its address stands.
    const inBucket = { ...expected, s3: { bucket: 'bucket', prefix: 'jim' } }
    expect(parseCommandLine(['import-sqlite', URL, '--data', 'd', '--s3', 's3://bucket/jim'])).toMatchObject(inBucket)
  })

  it.each([
    [['import-sqlite'], 'import-sqlite takes the address of a PostgreSQL'],
    [['import-sqlite', 'nats://x'], 'import-sqlite takes an address such as postgres://'],
    [['import-sqlite', URL, 'more'], 'what is more?'],
    [['import-sqlit', URL], 'import-sqlite'],
  ])('%j is refused', (words, reason) => {
    expect(() => parseCommandLine(words)).toThrow(reason)
  })
})

it('every table and column of the schema is imported, in the order of its key', () => {
  const database = openDatabase(':memory:')
  const names = database
    .prepare<[], { name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'`)
    .all()
    .map(({ name }) => name)
  expect(IMPORTED_TABLES.map(({ name }) => name).sort()).toEqual(names.filter((name) => name !== 'health').sort())
  for (const { name, key, columns } of IMPORTED_TABLES) {
    const found = database
      .prepare<[string], { name: string; type: string; pk: number }>('SELECT name, type, pk FROM pragma_table_info(?)')
      .all(name)
    const kinds = Object.entries(columns).map(([column, type]) => [column, type === 'text' ? 'TEXT' : 'INTEGER'])
    expect(Object.fromEntries(kinds), name).toEqual(Object.fromEntries(found.map((column) => [column.name, column.type])))
    const primary = found.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk)
    expect(key, name).toEqual(primary.map((column) => column.name))
  }
  database.close()
})

describe('a batch', () => {
  it('ends at so many rows or bytes, has one row at least, and the next goes on behind it', () => {
    const database = openDatabase(':memory:')
    for (let i = 0; i < 9; i++) addUser(database, `u${i}`, i === 5 ? 'x'.repeat(1000) : 'x')
    const table = tableOf('users')
    const sizes: number[] = []
    const ids: unknown[] = []
    for (let rows = readBatch(database, table, undefined, { rows: 4, bytes: 500 }); rows.length > 0;) {
      sizes.push(rows.length)
      ids.push(...rows.map(({ user_id }) => user_id))
      rows = readBatch(database, table, positionAfter(table, rows), { rows: 4, bytes: 500 })
    }
    expect(ids).toEqual(Array.from({ length: 9 }, (_, i) => `u${i}`))
    expect(sizes).toEqual([4, 2, 3])
    database.close()
  })

  it('has texts as PostgreSQL can keep them', () => {
    const database = openDatabase(':memory:')
    addUser(database, 'u', 'a\0b')
    expect(readBatch(database, tableOf('users'), undefined)[0]).toMatchObject({ name: 'a\uFFFDb' })
    database.close()
  })
})

describe('a data folder', () => {
  const file = (): string => join(dir, 'server.db')
  const look = () => {
    const source = openSource(dir)
    source.close()
    return source
  }

  it('is of the same office and state until it is written to', () => {
    const database = openDatabase(file())
    addUser(database, 'alice')
    database.close()
    const first = look()
    expect(look()).toMatchObject({ office: first.office, state: first.state, lastMid: 0 })
    const again = openDatabase(file())
    addUser(again, 'bob')
    // What is still in the log beside the file counts, as after a kill.
    const before = openDatabase(file())
    again.close()
    before.close()
    expect(look().office).toBe(first.office)
    expect(look().state).not.toBe(first.state)
  })

  it('lets nobody write while it is imported', () => {
    openDatabase(file()).close()
    const source = openSource(dir)
    const other = openDatabase(file(), { isWaiting: false })
    expect(() => addUser(other, 'eve')).toThrow(/locked|busy/)
    other.close()
    source.close()
  })

  it('is refused when it is none, in use, half restored, or newer', () => {
    expect(() => openSource(join(dir, 'none'))).toThrow('there is no database in')
    openDatabase(file()).close()
    const unlock = lockFolder(dir)
    expect(() => openSource(dir)).toThrow(`a server runs on ${dir}: stop it first`)
    unlock()
    writeFileSync(join(dir, 'restore-unfinished'), '')
    expect(() => openSource(dir)).toThrow('did not come to its end')
    rmSync(join(dir, 'restore-unfinished'))
    const database = openDatabase(file())
    database.prepare('PRAGMA user_version = 99').run()
    database.close()
    expect(() => openSource(dir)).toThrow('newer server')
  })

  it('that has moved is served, changed and backed up no more, but by PostgreSQL', async () => {
    openDatabase(file()).close()
    await markMoved(dir)
    await markMoved(dir)
    const reason = `the office of ${dir} has moved to PostgreSQL`
    await expect(startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, dataDir: dir })).rejects.toThrow(reason)
    const data = ['--data', dir]
    await expect(runUser(parseCommandLine(['user', 'list', ...data]) as UserCommand)).rejects.toThrow(reason)
    await expect(runMigrate(parseCommandLine(['migrate', ...data]) as MigrateCommand)).rejects.toThrow(reason)
    await expect(runBackup(parseCommandLine(['backup', join(dir, 'b'), ...data]) as BackupCommand)).rejects.toThrow(reason)
    // To another database it may go.
    look()
  })
})

it('progress is told by the table, and by every 100,000 rows', () => {
  const lines: string[] = []
  const tell = progressLines((line) => void lines.push(line))
  tell({ kind: 'begun', how: 'on' })
  tell({ kind: 'copied', table: 'users', rows: 3, of: 3 })
  for (let rows = 5000; rows <= 210_000; rows += 5000) tell({ kind: 'copied', table: 'messages', rows, of: 210_000 })
  expect(lines).toEqual([
    'going on where the last run ended',
    'copied users: 3 of 3',
    'copied messages: 100000 of 210000',
    'copied messages: 200000 of 210000',
    'copied messages: 210000 of 210000',
  ])
})
