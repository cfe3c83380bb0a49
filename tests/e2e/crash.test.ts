import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../../src/server/server'
import { Desktop } from './desktop'
import { textsOf } from './server-texts'

const ALICE_BOB = 'c2c:alice:bob'

let dataDir: string
let profileDir: string
let server: RunningServer
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'jim-crash-server-'))
  profileDir = mkdtempSync(join(tmpdir(), 'jim-crash-'))
  server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, dataDir, demo: true })
})
afterAll(async () => {
  await server.close()
  for (const dir of [dataDir, profileDir]) rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
})

it('delivers a message exactly once when the app is killed between send and ack', async () => {
  const first = await Desktop.launch({ profileDir })
  await first.signIn(server, 'alice')
  await first.openConversation(ALICE_BOB)
  // The server takes the message and its answer never arrives.
  server.faults.add({ user: 'alice', push: 'ack', action: 'drop' })
  await first.send('断电前的最后一句')
  await expect.poll(() => textsOf(server, ALICE_BOB)).toContain('断电前的最后一句')
  await first.kill()
  server.faults.clear()
  const second = await Desktop.launch({ profileDir })
  await second.openConversation(ALICE_BOB)
  await second.timeline.getByText('断电前的最后一句').waitFor()
  await second.waitForDelivery('sent', 'delivered', 'read')
  const texts = await textsOf(server, ALICE_BOB)
  expect(texts.filter((text) => text === '断电前的最后一句')).toHaveLength(1)
  expect(await second.timeline.getByText('断电前的最后一句').count()).toBe(1)
  await second.close()
})
