import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../../src/server/server'
import { Desktop } from './desktop'

let dir: string
let file: string
let server: RunningServer
let desktop: Desktop

const server1 = () => ({
  name: '总部 Office',
  host: '127.0.0.1',
  port: server.ports.tcp,
  tls: false,
  httpBase: `http://127.0.0.1:${server.ports.http}`,
})
const launch = () => Desktop.launch({ profileDir: join(dir, 'profile'), env: { JIM_POLICY: file } })

async function restartUnder(policy: unknown): Promise<void> {
  await desktop.close()
  writeFileSync(file, JSON.stringify(policy))
  desktop = await launch()
}

/* A computer that somebody looks after, from its first start on: in this order, in one window. */
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'jim-e2e-policy-'))
  file = join(dir, 'policy.json')
  server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, demo: { messages: 100 } })
  const policy = {
    servers: [server1()],
    onlyTheseServers: true,
    trial: false,
    settings: { notifications: 'off', theme: 'dark' },
    recommended: { zoom: 90 },
    recallMinutes: 0,
    retention: 30,
  }
  writeFileSync(file, JSON.stringify(policy), { mode: 0o644 })
  desktop = await launch()
})
afterAll(async () => {
  await desktop.close()
  await server.close()
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
})

const named = (name: string | RegExp) => desktop.page.getByText(name)

describe('under a policy', () => {
  it('offers its servers, no trial, and no address to type', async () => {
    const { page } = desktop
    const choice = page.getByRole('combobox', { name: 'Server', exact: true })
    expect(await choice.locator('option').allTextContents()).toEqual(['总部 Office'])
    expect(await page.getByRole('textbox', { name: 'Port', exact: true }).count()).toBe(0)
    expect(await page.getByRole('switch', { name: 'Encrypted connection (TLS)' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Try it on this computer' }).count()).toBe(0)
  })

  it('refuses in main what the page does not offer', async () => {
    const other = { kind: 'sync', host: '127.0.0.1', port: 1, tls: false, httpBase: '', caFile: '' }
    const request = { server: other, user: 'alice', secret: 'demo' }
    expect(await desktop.call('account:sign-in', request)).toMatchObject({ ok: false, error: { code: 'server_not_allowed' } })
    expect(await desktop.call('account:try-local')).toMatchObject({ ok: false, error: { code: 'trial_not_allowed' } })
  })

  it('signs in to the offered one with a name and a password alone', async () => {
    const { page } = desktop
    await page.getByRole('textbox', { name: 'User', exact: true }).fill('alice')
    await page.getByLabel('Password', { exact: true }).fill('demo')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await desktop.conversations.waitFor()
  })

  it('shows what is locked, and by what; main refuses a change', async () => {
    const { page } = desktop
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: 'Notifications', exact: true }).click()
    await named(`Set by your organisation (${file}); it cannot be changed here`).first().waitFor()
    expect(await desktop.call('settings:set', { notifications: 'full' })).toMatchObject({ ok: false, error: { code: 'setting_locked' } })
    expect(await desktop.call('settings:get')).toMatchObject({
      value: { notifications: { value: 'off', origin: 'policy', isLocked: true }, zoom: { value: 90, origin: 'policy', isLocked: false } },
    })
    expect(await desktop.app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark')
  })

  it('says in words what of it cannot be used', async () => {
    const { page } = desktop
    await page.getByRole('tab', { name: 'About', exact: true }).click()
    await page.getByRole('heading', { name: 'Managed by your organisation' }).waitFor()
    await page.getByRole('listitem').filter({ hasText: 'retention is not known to this version' }).waitFor()
  })

  it('says what of it took effect', async () => {
    const { page } = desktop
    await page.getByRole('button', { name: 'What it says (7)' }).click()
    const said = page.getByRole('definition').filter({ has: page.locator('code') })
    const values = await said.allTextContents()
    expect(values.slice(1)).toEqual(['true', 'false', '"off"', '"dark"', '90', '0'])
    await page.keyboard.press('Escape')
  })

  it('does not offer to take back what it does not let be taken back', async () => {
    await desktop.openConversation('c2c:alice:bob')
    await desktop.send('stays said')
    await desktop.waitForDelivery('sent', 'delivered', 'read')
    await desktop.choose(desktop.message('stays said'))
    await desktop.page.getByRole('menuitem', { name: 'Copy', exact: true }).waitFor()
    expect(await desktop.page.getByRole('menuitem', { name: 'Recall', exact: true }).count()).toBe(0)
    await desktop.page.keyboard.press('Escape')
  })

  it('no longer lets in an account whose server is not offered any more, and keeps its history', async () => {
    await restartUnder({ servers: [{ name: 'Elsewhere', host: 'im.elsewhere.test' }], onlyTheseServers: true })
    await named('Your organisation lets this computer sign in to its own servers only.').waitFor()
    await restartUnder({ servers: [server1()], onlyTheseServers: true })
    await desktop.conversations.waitFor()
  })

  it('wants encryption where it says so', async () => {
    await restartUnder({ requireTls: true })
    await named('Your organisation allows encrypted connections only.').waitFor()
    expect(await desktop.page.getByRole('switch', { name: 'Encrypted connection (TLS)' }).isDisabled()).toBe(true)
  })
})
