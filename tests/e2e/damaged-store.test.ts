import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../../src/server/server'
import { Desktop } from './desktop'

const BOB = 'c2c:alice:bob'

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

function database(): string {
  const folder = join(profileDir, 'accounts')
  const name = readdirSync(folder).find((file) => file.endsWith('.db'))
  if (name === undefined) throw new Error('there is no database yet')
  return join(folder, name)
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
  const file = database()
  const handle = openSync(file, 'r+')
  const pages = statSync(file).size / 4096
  for (let page = Math.floor(pages * 0.5); page < pages * 0.6; page++) writeSync(handle, Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096)
  closeSync(handle)
  const second = await Desktop.launch({ profileDir })
  const banner = second.page.locator('[data-banner=repaired]')
  await banner.waitFor()
  expect(await banner.textContent()).toContain('damaged')
  await second.openConversation(BOB)
  await second.timeline.getByText('before the damage').waitFor()
  await expect.poll(() => second.composer.inputValue()).toBe('half a sentence')
  await second.close()
})

it('offers a choice when the database is of a later version, and goes on with the history of the server', async () => {
  const later = new Sqlite(database())
  later.pragma('user_version = 99')
  later.close()
  const app = await Desktop.launch({ profileDir })
  await app.page.getByRole('alert').getByText(/newer version/).waitFor()
  await app.page.getByRole('button', { name: 'Set aside and continue' }).click()
  await app.openConversation(BOB)
  await app.timeline.getByText('before the damage').waitFor()
  await app.close()
})
