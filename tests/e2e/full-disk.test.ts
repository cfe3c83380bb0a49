import { afterEach, beforeEach, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../../src/server/server'
import { Probe } from '../helpers/probe'
import { authenticate, textFrom } from '../server/office'
import { openBadDisk } from './bad-disk'
import { Desktop } from './desktop'
import { textsOf } from './server-texts'

const BOB = 'c2c:alice:bob'
/** What Chromium keeps in a profile, and room for some thousand messages. */
const MEGABYTES = 96

let server: RunningServer
let bob: Probe
const closers: (() => void)[] = []

beforeEach(async () => {
  server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, demo: { messages: 300 }, limits: { burst: 10_000 } })
  bob = await Probe.connect(server.ports.tcp)
  await authenticate(bob, 'bob', { token: 'demo', profile: 'sync/1', device_id: 'phone' })
})

afterEach(async () => {
  bob.close()
  for (const close of closers.splice(0).reverse()) close()
  await server.close()
})

const say = (text: string): Promise<unknown> => bob.say('B101', 'text', textFrom('bob', 'alice', text))

it('says on the screen that the disk is full, acknowledges nothing that it has not stored, and goes on by itself', async () => {
  const disk = openBadDisk(MEGABYTES)
  closers.push(disk.close)
  const alice = await Desktop.launch({ profileDir: disk.profileDir })
  await alice.signIn(server, 'alice')
  await alice.openConversation(BOB)
  await say('while there was room')
  await alice.timeline.getByText('while there was room').waitFor()
  disk.break()
  const banner = alice.page.locator(`[data-banner=${disk.banner}]`)
  let sent = 0
  // SQLite has kept some room for itself.
  while (!(await banner.isVisible())) await say(`${++sent} ${'x'.repeat(200_000)}`)
  expect(await banner.textContent()).toContain('new messages cannot be kept')
  await say('when there was none')
  const view = await server.store.conversations.view(BOB, 'alice')
  expect(view?.me.deliveredSeq).toBeLessThan(view?.conversation.lastSeq ?? 0)
  // What was there can be read, and what is written is refused, not lost.
  await alice.timeline.getByText('while there was room').waitFor()
  await alice.composer.fill('mine, unsent')
  await alice.page.getByRole('button', { name: alice.names.send, exact: true }).click()
  await alice.page.getByText('That did not work').first().waitFor()
  expect(await alice.composer.inputValue()).toBe('mine, unsent')
  disk.mend()
  await banner.waitFor({ state: 'detached' })
  await alice.timeline.getByText('when there was none').waitFor()
  await expect
    .poll(async () => (await server.store.conversations.view(BOB, 'alice'))?.me.deliveredSeq, { timeout: 20_000 })
    .toBe(view?.conversation.lastSeq)
  await alice.page.getByRole('button', { name: alice.names.send, exact: true }).click()
  await expect.poll(() => textsOf(server, BOB)).toContain('mine, unsent')
  await alice.close()
})
