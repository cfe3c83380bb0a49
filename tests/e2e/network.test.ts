import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../../src/server/server'
import { type TestCertificate, testCertificate } from '../helpers/test-certificates'
import { startConnectProxy, startSocksProxy, type TestProxy } from '../helpers/test-proxies'
import { Desktop } from './desktop'

/** No resolver knows this name: whoever gets there went through a proxy. */
const NAME = 'im.office.test'
/** The same server, after it moved. */
const NEW_NAME = 'chat.office.test'
const LOGIN = { user: 'office', password: 'behind the wall' }

let dir: string
let certificate: TestCertificate
let server: RunningServer
let socks: TestProxy
let http: TestProxy
let desktop: Desktop

/*
 * One person in an office whose server is reached only through a proxy and whose certificate is the office's own:
 * in the order of a first day, in one window.
 */
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'jim-e2e-network-'))
  certificate = await testCertificate({ hosts: [NAME, NEW_NAME] })
  writeFileSync(join(dir, 'office-ca.pem'), certificate.ca)
  const { cert, key } = certificate
  server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, dataDir: join(dir, 'server'), demo: true, tls: { cert, key } })
  const options = { names: { [NAME]: '127.0.0.1', [NEW_NAME]: '127.0.0.1' }, login: LOGIN }
  socks = await startSocksProxy(options)
  http = await startConnectProxy(options)
  desktop = await Desktop.launch({ profileDir: join(dir, 'profile') })
})
afterAll(async () => {
  await desktop.close()
  await Promise.all([socks.close(), http.close()])
  await server.close()
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
})

const textbox = (name: string) => desktop.page.getByRole('textbox', { name, exact: true })
const button = (name: string) => desktop.page.getByRole('button', { name, exact: true })
const result = () => desktop.page.getByRole('status', { name: 'Result of the test' })
const step = (name: string) => result().locator(`[data-step="${name}"]`)

async function fillProxy(kind: 'SOCKS5' | 'HTTP', proxy: TestProxy, password = LOGIN.password): Promise<void> {
  await desktop.page.getByRole('radio', { name: kind, exact: true }).click()
  await textbox('Proxy address').fill('127.0.0.1')
  await textbox('Proxy port').fill(String(proxy.port))
  await textbox('Proxy user').fill(LOGIN.user)
  await desktop.page.getByLabel('Proxy password', { exact: true }).fill(password)
}

async function openSettings(tab: string): Promise<void> {
  if (!(await desktop.page.getByRole('dialog').isVisible())) await desktop.page.keyboard.press('Control+,')
  await desktop.page.getByRole('tab', { name: tab, exact: true }).click()
}

/** What the person picks in the system's dialog, which no test can reach. */
async function chooseCa(name: string): Promise<void> {
  await desktop.app.evaluate(
    ({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
    },
    join(dir, name),
  )
  await button('Choose…').click()
}

describe('somebody behind a proxy', () => {
  it('finds out at the sign-in form what is in the way, step by step', async () => {
    const { page } = desktop
    await textbox('Server').fill(NAME)
    await textbox('Port').fill(String(server.ports.tcp))
    await button('Advanced').click()
    await textbox('HTTP address').fill(`https://${NAME}:${server.ports.http}`)
    await button('Proxy and test…').click()
    await button('Test connection').click()
    await expect.poll(() => step('resolve').getAttribute('data-step-state')).toBe('failed')
    await fillProxy('SOCKS5', socks, 'wrong')
    await button('Test connection').click()
    await expect.poll(() => step('proxy').getAttribute('data-step-state')).toBe('failed')
    await page.getByLabel('Proxy password', { exact: true }).fill(LOGIN.password)
    await button('Test connection').click()
    // The office's own authority is not trusted yet.
    await expect.poll(() => step('secure').getAttribute('data-step-state')).toBe('failed')
    await button('Save').click()
    const path = join(dir, 'office-ca.pem')
    expect(await desktop.call('network:describe-ca', { path })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    await chooseCa('office-ca.pem')
    await page.getByText('Jim test authority').waitFor()
    expect(await desktop.call('network:describe-ca', { path })).toMatchObject({ ok: true, value: { name: 'Jim test authority' } })
    await button('Proxy and test…').click()
    await button('Test connection').click()
    await result().getByText('It works').waitFor()
    expect(await result().locator('[data-step-state=passed]').count()).toBe(5)
    await button('Save').click()
  })

  it('signs in through it', async () => {
    await textbox('User').fill('alice')
    await desktop.page.getByLabel('Password', { exact: true }).fill('demo')
    await button('Sign in').click()
    await desktop.conversations.waitFor()
    await desktop.openConversation('c2c:alice:bob')
    await desktop.send('Through the wall 穿过围墙')
    await desktop.waitForDelivery('sent', 'delivered', 'read')
    expect(new Set(socks.asked)).toEqual(new Set([`${NAME}:${server.ports.tcp}`, `${NAME}:${server.ports.http}`]))
  })

  it('moves to another proxy without a restart', async () => {
    await openSettings('Network')
    await fillProxy('HTTP', http)
    await button('Apply').click()
    await expect.poll(() => http.asked).toContain(`${NAME}:${server.ports.tcp}`)
    await desktop.page.getByRole('dialog').getByText('Connected', { exact: true }).waitFor()
    await expect.poll(() => socks.links).toBe(0)
    await button('Test connection').click()
    await result().getByText('It works').waitFor()
  })

  it('is online again after a restart, its password kept', async () => {
    await desktop.close()
    const before = http.asked.length
    desktop = await Desktop.launch({ profileDir: join(dir, 'profile') })
    await desktop.openConversation('c2c:alice:bob')
    await desktop.send('Still here 还在')
    await desktop.waitForDelivery('sent', 'delivered', 'read')
    expect(http.asked.length).toBeGreaterThan(before)
  })

  it('is told when the office takes its certificate file away, and comes back with it', async () => {
    renameSync(join(dir, 'office-ca.pem'), join(dir, 'gone.pem'))
    await openSettings('Network')
    await desktop.page.getByText('cannot be read', { exact: false }).first().waitFor()
    await desktop.page.getByRole('dialog').getByText('Connected', { exact: true }).waitFor()
    renameSync(join(dir, 'gone.pem'), join(dir, 'office-ca.pem'))
    await chooseCa('office-ca.pem')
    await desktop.page.getByText('Jim test authority').waitFor()
  })

  it('follows the server to another name with its history, and only with the password', async () => {
    await textbox('Server').fill(NEW_NAME)
    await textbox('HTTP address').fill(`https://${NEW_NAME}:${server.ports.http}`)
    const password = desktop.page.getByLabel('Password of alice', { exact: true })
    await password.fill('wrong')
    await button('Apply').click()
    await desktop.page.getByRole('alert').getByText('The user or password is wrong', { exact: false }).waitFor()
    expect(http.asked).not.toContain(`${NEW_NAME}:${server.ports.tcp}`)
    await password.fill('demo')
    await button('Apply').click()
    await expect.poll(() => http.asked).toContain(`${NEW_NAME}:${server.ports.tcp}`)
    await password.waitFor({ state: 'detached' })
    await desktop.page.keyboard.press('Escape')
    await desktop.timeline.getByText('Through the wall 穿过围墙').waitFor()
    await desktop.send('At the new address 新地址')
    await desktop.waitForDelivery('sent', 'delivered', 'read')
    const accounts = readdirSync(join(dir, 'profile', 'accounts')).filter((name) => name.endsWith('.db'))
    expect(accounts).toEqual([expect.stringContaining(NEW_NAME) as unknown])
  })
})

describe('the disk', () => {
  it('is shown by kind; its cache is cleared, and the messages are still there', async () => {
    await openSettings('Storage')
    const { page } = desktop
    await page.locator('[data-kind=messages]').waitFor()
    expect(await page.locator('[data-kind=search]').textContent()).toMatch(/[KM]B$/)
    await button('Clear cache').click()
    await page.getByRole('dialog', { name: 'Clear the cache?' }).getByRole('button', { name: 'Clear cache' }).click()
    await page.getByText(/^[\d.,]+ [KM]?B freed$/).waitFor()
    await page.keyboard.press('Escape')
    await desktop.timeline.getByText('Still here 还在').waitFor()
  })
})
