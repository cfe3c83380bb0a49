import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MIGRATIONS } from '../../src/server/store/migrations'
import { openDatabase } from '../../src/server/store/sqlite-database'
import { openSqliteStore } from '../../src/server/store/sqlite-store'

type Row = Readonly<Record<string, unknown>>

const OFFICE = `
    INSERT INTO users (user_id, name, avatar, status, search_text, password_hash, last_seen)
      VALUES ('alice', 'Alice', '', 'here', 'alice', 'x', 5), ('bob', 'Bob', '', '', 'bob', 'x', 0);
    INSERT INTO tokens (token_hash, user_id, device_id, device_name, created_at, expires_at)
      VALUES ('hash', 'alice', 'd', 'laptop', 1, 2);
    INSERT INTO conversations VALUES ('c2g:g', 'c2g', 'Design', '', 'Friday', 2, 9);
    INSERT INTO members VALUES ('c2g:g', 'alice', 'owner', 2, 2, 0), ('c2g:g', 'bob', 'member', 1, 2, 7);
    INSERT INTO messages VALUES (11, 'c2g:g', 1, 'alice', 'c-1', 'text', '{"content":"one"}', 8),
      (12, 'c2g:g', 2, 'bob', 'c-2', 'text', '{"content":"two"}', 9);
  `
const FORMER = `INSERT INTO former_members VALUES ('bob', 'c2g:g', 2, 9);`

/** Rows as each version before the newest may hold them, in every table that it has. */
const ROWS: Readonly<Record<number, string>> = {
  1: OFFICE,
  2: `${OFFICE} ${FORMER}`,
  3: `${OFFICE} ${FORMER} UPDATE tokens SET last_used_at = 7;`,
  4: `${OFFICE} ${FORMER} UPDATE tokens SET last_used_at = 7; UPDATE users SET search_rules = 1;`,
  5: `${OFFICE} ${FORMER} UPDATE tokens SET last_used_at = 7; UPDATE users SET search_rules = 1; INSERT INTO health VALUES (1, 3);`,
}

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jim-server-'))
  file = join(folder, 'server.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

function makeVersion(version: number): void {
  const database = new Sqlite(file)
  for (const sql of MIGRATIONS.slice(0, version)) database.exec(sql)
  database.pragma(`user_version = ${version}`)
  database.exec(ROWS[version] ?? '')
  database.close()
}

function read<T>(run: (database: Sqlite.Database) => T): T {
  const database = new Sqlite(file, { readonly: true })
  try {
    return run(database)
  } finally {
    database.close()
  }
}

const schema = (): readonly Row[] =>
  read((database) => database.prepare<[], Row>('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all())

const rows = (): Readonly<Record<string, readonly Row[]>> =>
  read((database) => {
    const tables = database
      .prepare<[], { name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
      .all()
    return Object.fromEntries(tables.map(({ name }) => [name, database.prepare<[], Row>(`SELECT * FROM ${name}`).all()]))
  })

describe('the database of an earlier server', () => {
  it.each(MIGRATIONS.slice(1).map((_, index) => index + 1))('of version %i is brought to the newest, rows kept', (version) => {
    makeVersion(version)
    const before = rows()
    expect(Object.entries(before).filter(([, all]) => all.length === 0)).toEqual([])
    openDatabase(file).close()
    expect(rows()).toMatchObject(before)
    const migrated = schema()
    rmSync(file)
    openDatabase(file).close()
    expect(migrated).toEqual(schema())
  })

  it('can be used at once', async () => {
    makeVersion(1)
    const store = openSqliteStore(file)
    expect(await store.conversations.view('c2g:g', 'bob')).toMatchObject({ me: { readSeq: 1 }, lastMessage: { mid: '12' } })
    expect(await store.conversations.formerGroups('bob', 0)).toEqual([])
    await store.close()
  })

  it('finds people by the newest rules, whatever made their search texts', async () => {
    makeVersion(1)
    const old = new Sqlite(file)
    old.exec(`INSERT INTO users VALUES ('laci', 'László', '', '', 'lászló', 'x', 0)`)
    old.close()
    for (const _ of ['first', 'second']) {
      const store = openSqliteStore(file)
      expect((await store.users.search('laszlo', 9)).map(({ userId }) => userId)).toEqual(['laci'])
      await store.close()
    }
  })

  it('is refused, and left as it is, when the server is of a later version', () => {
    makeVersion(1)
    const later = new Sqlite(file)
    later.pragma('user_version = 99')
    later.close()
    const before = rows()
    expect(() => openDatabase(file)).toThrow('newer server')
    expect(rows()).toEqual(before)
  })
})
