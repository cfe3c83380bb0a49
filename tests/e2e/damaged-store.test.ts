import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../../src/server/server'
import { databaseOf } from './accounts'
import { Desktop } from './desktop'
import { textsOf } from './server-texts'

const BOB = 'c2c:alice:bob'
const PAGE_BYTES = 4096

let dataDir: string
let profileDir: string
let server: RunningServer
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'jim-damaged-server-'))
  profileDir = mkdtempSync(join(tmpdir(), 'jim-damaged-'))
  server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, dataDir, demo: { messages: 2000 } })
})
afterAll(async () => {
  await server.close()
  for (const dir of [dataDir, profileDir]) rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
})

/** Noise over a part of the file, as a dying disk leaves it. */
function damage(file: string, from: number, to: number): void {
  const pages = statSync(file).size / PAGE_BYTES
  overwrite(file, Array.from({ length: Math.ceil(pages * to) }, (_, page) => page).slice(Math.floor(pages * from)))
}

/** Noise over every page that holds messages, whatever else lies where in the file. */
function damageMessages(file: string, database: Sqlite.Database): void {
  const leaves = database.prepare<[], number>(`SELECT pageno - 1 FROM dbstat WHERE name = 'messages' AND pagetype = 'leaf'`)
  overwrite(file, leaves.pluck().all())
}

function overwrite(file: string, pages: readonly number[]): void {
  const handle = openSync(file, 'r+')
  for (const page of pages) writeSync(handle, Buffer.alloc(PAGE_BYTES, 0xa5), 0, PAGE_BYTES, page * PAGE_BYTES)
  closeSync(handle)
}

it('says in one sentence that a damaged database was replaced, with its draft and its history', async () => {
  const first = await Desktop.launch({ profileDir })
  await first.signIn(server, 'alice')
  await first.openConversation(BOB)
  await first.send('before the damage')
  await first.timeline.getByText('before the damage').waitFor()
  await first.composer.fill('half a sentence')
  await first.conversations.getByRole('option').last().click()
  await first.close()
  damage(databaseOf(profileDir), 0.5, 0.6)
  const second = await Desktop.launch({ profileDir })
  const banner = second.page.locator('[data-banner=repaired]')
  await banner.waitFor()
  expect(await banner.textContent()).toContain('damaged')
  await second.openConversation(BOB)
  await second.timeline.getByText('before the damage').waitFor()
  await expect.poll(() => second.composer.inputValue()).toBe('half a sentence')
  await second.close()
})

it('notices damage while it runs, and goes on with a fresh database, the draft and what waited', async () => {
  const app = await Desktop.launch({ profileDir })
  await app.openConversation(BOB)
  await app.timeline.getByText('before the damage').waitFor()
  await app.composer.fill('still half a sentence')
  await app.conversations.getByRole('option').last().click()
  const file = databaseOf(profileDir)
  const other = new Sqlite(file)
  other.pragma('wal_checkpoint(TRUNCATE)')
  damageMessages(file, other)
  // Somebody else's commit makes SQLite look at the file again instead of at what it remembers.
  other.exec(`INSERT OR REPLACE INTO settings (key, value) VALUES ('test', '1')`)
  other.close()
  const banner = app.page.locator('[data-banner=repaired]')
  const search = app.page.getByRole('searchbox').first()
  await search.fill('the')
  await banner.waitFor()
  expect(await banner.textContent()).toContain('damaged')
  await search.fill('')
  await app.openConversation(BOB)
  await app.timeline.getByText('before the damage').waitFor()
  await expect.poll(() => app.composer.inputValue()).toBe('still half a sentence')
  await app.send('after the damage')
  await app.waitForDelivery('sent', 'delivered', 'read')
  expect((await textsOf(server, BOB)).filter((text) => text.endsWith('the damage'))).toEqual(['before the damage', 'after the damage'])
  await app.close()
})

it('offers a choice when the database is of a later version, and goes on with the history of the server', async () => {
  const later = new Sqlite(databaseOf(profileDir))
  later.pragma('user_version = 99')
  later.close()
  const app = await Desktop.launch({ profileDir })
  await app.page
    .getByRole('alert')
    .getByText(/newer version/)
    .waitFor()
  await app.page.getByRole('button', { name: 'Set aside and continue' }).click()
  await app.openConversation(BOB)
  await app.timeline.getByText('before the damage').waitFor()
  await app.close()
})
