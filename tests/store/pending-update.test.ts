import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Database } from '../../src/main/store/database'
import { MIGRATIONS, migrate, schemaVersion } from '../../src/main/store/migrate'
import { updateStore } from '../../src/main/store/open-store'
import { isLongUpdate } from '../../src/main/store/pending-update'

let dir: string
let file: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jim-update-'))
  file = join(dir, 'a.db')
})

afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** A database of this schema with messages, closed. */
function write(version: number, messages: number): void {
  const database = new Database({ file, busyTimeoutMs: 0 })
  migrate(database, MIGRATIONS.slice(0, version))
  database.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${messages})
    INSERT INTO messages (local_id, conversation_id, position, seq, mid, sender_id, sender_name, sender_avatar, is_mine, type,
      content, mentions_me, sent_at, local_at, status)
    SELECT i, 'c2c:alice:bob', i, i, CAST(i AS TEXT), 'bob', 'Bob', '', 0, 'text', '{"content":"message ' || i || '"}', 0, i, i,
      'received' FROM n`)
  database.close()
}

describe('a database that takes long to bring to the newest schema', () => {
  it('is a large one of an earlier schema', () => {
    write(8, 2000)
    expect([isLongUpdate(file, 100_000), isLongUpdate(file)]).toEqual([true, false])
    rmSync(file)
    write(MIGRATIONS.length, 2000)
    expect(isLongUpdate(file, 100_000)).toBe(false)
  })

  it('is none that is not there, is empty, or is no database', () => {
    expect(isLongUpdate(file, 0)).toBe(false)
    writeFileSync(file, '')
    expect(isLongUpdate(file, 0)).toBe(false)
    writeFileSync(file, Buffer.alloc(1000, 'x'))
    expect(isLongUpdate(file, 0)).toBe(false)
    expect(isLongUpdate(dir, 0)).toBe(false)
  })

  it('is brought to it with its rows, and is none any more', () => {
    write(8, 2000)
    updateStore(file)
    expect(isLongUpdate(file, 100_000)).toBe(false)
    const database = new Database({ file, busyTimeoutMs: 0 })
    expect([schemaVersion(database), database.prepare('SELECT count(*) AS count, max(mid) AS last FROM messages').get()]).toEqual([
      MIGRATIONS.length,
      { count: 2000, last: '999' },
    ])
    database.close()
  })

  it('of another program is left alone', () => {
    write(8, 10)
    const holder = new Database({ file, busyTimeoutMs: 0 })
    holder.exec('BEGIN EXCLUSIVE')
    expect(() => updateStore(file)).toThrow(expect.objectContaining({ code: 'busy' }))
    holder.exec('ROLLBACK')
    expect(schemaVersion(holder)).toBe(8)
    holder.close()
  })
})
