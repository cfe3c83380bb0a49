import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requireElectron } from '../../scripts/lib/electron-runtime.mjs'
import { type RunningServer, startServer } from '../../src/server/server'
import { Desktop, keychainSwitches } from './desktop'

const ROOT = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)

let dir: string
let server: RunningServer
let desktop: Desktop

const given = (name: string, text = name): string => {
  const path = join(dir, name)
  writeFileSync(path, text)
  return path
}
const launch = (args: readonly string[] = []) => Desktop.launch({ profileDir: join(dir, 'profile'), args })

/** Starts the program once more, as a file manager does: it hands over and ends. */
async function startAgain(...args: readonly string[]): Promise<void> {
  const { executable, args: first } = requireElectron()
  const all = [...first, ROOT, `--user-data-dir=${join(dir, 'profile')}`, ...keychainSwitches(process.platform), ...args]
  await run(executable, all, { cwd: dir })
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'jim-e2e-outside-'))
  mkdirSync(join(dir, 'folder'))
  server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, demo: { messages: 20 } })
  desktop = await launch()
})
afterAll(async () => {
  await desktop.close()
  await server.close()
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
})

const dialog = (name: string) => desktop.page.getByRole('dialog', { name, exact: true })
const search = () => desktop.page.getByRole('textbox', { name: 'Find a chat' })

/* One person's files, in this order, in one profile. */
describe('files that another program gives', () => {
  it('wait until somebody is signed in', async () => {
    await startAgain(given('early.txt'))
    await desktop.signIn(server, 'alice')
    await dialog('Send 1 file').getByText('early.txt').waitFor()
    await dialog('Send 1 file').getByRole('button', { name: 'Cancel', exact: true }).click()
    await dialog('Send 1 file').waitFor({ state: 'detached' })
  })

  it('go to the conversation that is chosen, after they were seen once more', async () => {
    await startAgain(given('plan 计划.txt', 'the plan'), pathToFileURL(given('second.txt')).href, join(dir, 'folder'))
    await dialog('Send 2 files').getByText('is a folder: send its files, or pack it').waitFor()
    await search().fill('bob')
    await desktop.page.keyboard.press('Enter')
    await desktop.page.locator('[data-files-sheet]').getByText('plan 计划').first().waitFor()
    await desktop.page.locator('[data-files-sheet]').getByRole('button', { name: 'Send', exact: true }).click()
    await desktop.waitForDelivery('sent', 'delivered', 'read')
    expect(await desktop.timeline.getByText('second').count()).toBeGreaterThan(0)
  })

  it('join those that wait in the same question', async () => {
    await startAgain(given('one.txt'))
    await dialog('Send 1 file').waitFor()
    await startAgain(given('two.txt'))
    await dialog('Send 2 files').getByText('two.txt').waitFor()
    await desktop.page.keyboard.press('Escape')
    await dialog('Send 2 files').waitFor({ state: 'detached' })
  })

  it('are named by the folder that the program is started in', async () => {
    given('here.txt')
    await startAgain('here.txt')
    await dialog('Send 1 file').getByText('here.txt').waitFor()
    await desktop.page.keyboard.press('Escape')
  })

  it('are none beside a link, which a web page wrote', async () => {
    await startAgain('jim://user/maria.keller', given('secret.txt'))
    await dialog('Write to “maria.keller”?').waitFor()
    await desktop.page.keyboard.press('Escape')
    await dialog('Write to “maria.keller”?').waitFor({ state: 'detached' })
    expect(await desktop.page.getByRole('dialog').count()).toBe(0)
  })

  it('may be very many: the program that runs goes on', async () => {
    const long = 'x'.repeat(150)
    const many = Array.from({ length: 400 }, (_, index) => given(`${index}-${long}.txt`))
    await startAgain(...many)
    await dialog('Send 100 files')
      .getByText(/^\d+ cannot be sent$/)
      .waitFor()
    await desktop.page.keyboard.press('Escape')
  })

  it('start the program where it does not run', async () => {
    await desktop.close()
    desktop = await launch([given('late.txt')])
    await dialog('Send 1 file').getByText('late.txt').waitFor()
  })
})
