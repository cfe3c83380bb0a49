import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../../src/server/server'
import { Desktop } from './desktop'
import { textsOf } from './server-texts'

const ALICE_BOB = 'c2c:alice:bob'

let dataDir: string
let server: RunningServer
let desktops: Desktop[] = []

async function launch(options: Parameters<typeof Desktop.launch>[0] = {}): Promise<Desktop> {
  const desktop = await Desktop.launch(options)
  desktops.push(desktop)
  return desktop
}

function restartServer(): Promise<RunningServer> {
  return startServer({ host: '127.0.0.1', ...server.ports, dataDir, demo: true })
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'jim-e2e-server-'))
  server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, dataDir, demo: true })
})
afterEach(async () => {
  await Promise.all(desktops.map((desktop) => desktop.close()))
  desktops = []
})
afterAll(async () => {
  await server.close()
  rmSync(dataDir, { recursive: true, force: true })
})

describe('signing in', () => {
  it('explains a wrong password, and takes the right one after it', async () => {
    const desktop = await launch()
    await desktop.fillSignIn(server.ports, 'alice', 'wrong')
    const alert = desktop.page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.textContent()).toMatch(/password/i)
    await desktop.page.getByLabel(desktop.names.password, { exact: true }).fill('demo')
    await desktop.page.getByRole('button', { name: desktop.names.signIn, exact: true }).click()
    await desktop.page.getByRole('listbox', { name: desktop.names.conversations }).waitFor()
  })

  it('names the step when nobody listens at the address', async () => {
    const closed = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0 })
    await closed.close()
    const desktop = await launch({ language: 'zh-CN' })
    await desktop.fillSignIn(closed.ports, 'alice', 'demo')
    const alert = desktop.page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.textContent()).toContain('服务器的 HTTP 地址没有应答')
  })

  it('tries it on this computer: starts the bundled server and signs in', async () => {
    const desktop = await launch()
    await desktop.page.getByRole('button', { name: desktop.names.tryLocal }).click()
    await desktop.page.getByRole('listbox', { name: desktop.names.conversations }).waitFor()
    await desktop.openConversation(ALICE_BOB)
    await desktop.send('It works in ten seconds')
    await desktop.timeline.getByText('It works in ten seconds').waitFor()
    await desktop.waitForDelivery('sent', 'delivered', 'read')
  })
})

describe('two windows', () => {
  it('exchange Chinese and English text, and see it delivered and read', async () => {
    const [alice, bob] = await Promise.all([launch({ language: 'en' }), launch({ language: 'zh-CN' })])
    await Promise.all([alice.signIn(server, 'alice'), bob.signIn(server, 'bob')])
    await Promise.all([alice.openConversation(ALICE_BOB), bob.openConversation(ALICE_BOB)])
    await alice.send('Shall we start the review at three?')
    await bob.timeline.getByText('Shall we start the review at three?').waitFor()
    await bob.send('好的，三点会议室见 👍')
    await alice.timeline.getByText('好的，三点会议室见 👍').waitFor()
    // Bob's window is open on the conversation; once it has focus he has read what is on it.
    await bob.page.bringToFront()
    await alice.waitForDelivery('read')
  })

  it('show history offline after the app was closed and the server stopped', async () => {
    const profileDir = mkdtempSync(join(tmpdir(), 'jim-e2e-offline-'))
    const first = await Desktop.launch({ profileDir })
    await first.signIn(server, 'carol')
    await first.openConversation('c2c:alice:carol')
    await first.send('Kept on this device 记在本机')
    await first.timeline.getByText('Kept on this device 记在本机').waitFor()
    await first.waitForDelivery('sent', 'delivered', 'read')
    await first.close()
    await server.close()
    const second = await launch({ profileDir })
    await second.openConversation('c2c:alice:carol')
    await second.timeline.getByText('Kept on this device 记在本机').waitFor()
    await second.close()
    desktops = []
    second.removeProfile()
    server = await restartServer()
    rmSync(profileDir, { recursive: true, force: true })
  })

  it('send what was queued while the server was away, once and in order', async () => {
    const [alice, bob] = await Promise.all([launch(), launch()])
    await Promise.all([alice.signIn(server, 'alice'), bob.signIn(server, 'bob')])
    await Promise.all([alice.openConversation(ALICE_BOB), bob.openConversation(ALICE_BOB)])
    await server.close()
    const texts = Array.from({ length: 8 }, (_, i) => `queued ${i + 1} 排队第${i + 1}条`)
    for (const text of texts) {
      await alice.send(text)
      await alice.timeline.getByText(text).waitFor()
    }
    server = await restartServer()
    // The newest may be there first, with the list: what is between it and what he had is fetched then.
    for (const text of texts) await bob.timeline.getByText(text).waitFor({ timeout: 60_000 })
    const seen = (await bob.timeline.getByText(/^queued \d/).allTextContents()).flatMap((text) => /queued.*条/.exec(text) ?? [])
    expect(seen).toEqual(texts)
    const kept = await textsOf(server, ALICE_BOB)
    expect(kept.filter((text) => text.startsWith('queued '))).toEqual(texts)
  })
})
