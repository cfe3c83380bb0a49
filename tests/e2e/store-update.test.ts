import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Database } from '../../src/main/store/database'
import { MIGRATIONS, migrate, schemaVersion } from '../../src/main/store/migrate'
import { isLongUpdate } from '../../src/main/store/pending-update'
import { startServer } from '../../src/server/server'
import { databaseOf } from './accounts'
import { Desktop } from './desktop'

const MESSAGES = 100_000
const ZED = 'c2c:alice:zed'

let profileDir: string
beforeAll(() => {
  profileDir = mkdtempSync(join(tmpdir(), 'jim-store-update-'))
})
afterAll(() => rmSync(profileDir, { recursive: true, force: true, maxRetries: 5 }))

/** What a version of the app left that knew eight steps of the schema. */
function writeEarlier(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
  const database = new Database({ file, busyTimeoutMs: 0 })
  migrate(database, MIGRATIONS.slice(0, 8))
  database.exec(`INSERT INTO conversations (conversation_id, kind, title, peer_id, last_seq, read_seq)
      VALUES ('${ZED}', 'c2c', 'Zed', 'zed', ${MESSAGES}, ${MESSAGES});
    INSERT INTO seq_ranges VALUES ('${ZED}', 1, ${MESSAGES});
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${MESSAGES})
    INSERT INTO messages (local_id, conversation_id, position, seq, mid, sender_id, sender_name, sender_avatar, is_mine, type,
      content, mentions_me, sent_at, local_at, status)
    SELECT i, '${ZED}', i, i, CAST(i AS TEXT), 'zed', 'Zed', '', 0, 'text',
      '{"content":"message ' || i || ' of a version that is long gone, with some words to make it weigh what messages do"}',
      0, i, i, 'received' FROM n`)
  database.close()
}

it('brings the large database of an earlier version to the newest in a process aside, and shows all of it', async () => {
  const server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, demo: { messages: 10 } })
  const first = await Desktop.launch({ profileDir })
  await first.signIn(server, 'alice')
  await first.close()
  await server.close()
  const file = databaseOf(profileDir)
  writeEarlier(file)
  expect(isLongUpdate(file)).toBe(true)

  const second = await Desktop.launch({ profileDir })
  await second.openConversation(ZED)
  await second.timeline.getByText(`message ${MESSAGES} of a version`).waitFor()
  await second.close()

  const log = readFileSync(join(profileDir, 'logs', 'main.log'), 'utf8')
  expect(log).toContain('[app] the store is of an earlier schema, and large')
  expect(log).toContain('[store] the store is of the newest schema')
  expect(log).not.toContain('the store could not be updated aside')
  const database = new Database({ file, busyTimeoutMs: 0 })
  const { count } = database.prepare<{ count: number }>('SELECT count(*) AS count FROM messages').get()!
  expect([schemaVersion(database), count]).toEqual([MIGRATIONS.length, MESSAGES])
  database.close()
})
