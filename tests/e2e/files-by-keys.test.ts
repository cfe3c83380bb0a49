import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Locator } from 'playwright'
import { type RunningServer, startServer } from '../../src/server/server'
import { HeldProxy } from '../helpers/held-proxy'
import { must } from '../helpers/results'
import { smallPdf } from '../helpers/small-pdf'
import { Desktop, type Language } from './desktop'
import { chooseInDialog, saveWhereItIsAsked } from './given-files'

const CHAT = 'c2c:alice:bob'
const MiB = 1024 * 1024
/** Presses until something has the focus, at most: more than a window has to be gone through. */
const MOST_PRESSES = 120

let server: RunningServer
/** To the server. */
let way: HeldProxy
let alice: Desktop
let bob: Desktop
let dir: string
const closers: (() => unknown)[] = []

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'jim-e2e-keys-'))
  closers.push(() => rmSync(dir, { recursive: true, force: true }))
  server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, demo: { messages: 60 } })
  closers.push(() => server.close())
  way = await HeldProxy.open(server.ports.http)
  closers.push(() => way.close())
  ;[alice, bob] = await Promise.all([enter('alice', 'en', way.port), enter('bob', 'zh-CN', way.port)])
  await watchTaskBar(bob)
})
afterAll(async () => {
  for (const close of closers.reverse()) await close()
})

async function enter(user: string, language: Language, http: number): Promise<Desktop> {
  const desktop = await Desktop.launch({ language })
  closers.push(() => desktop.close())
  await desktop.fillSignIn({ tcp: server.ports.tcp, http }, user, 'demo')
  await desktop.openConversation(CHAT)
  return desktop
}

/** Notes what stands on the button of the task bar: this machine has none. */
async function watchTaskBar(desktop: Desktop): Promise<void> {
  await desktop.inWindow((window) => {
    const shown: number[] = []
    Object.assign(globalThis, { taskBar: shown })
    window.setProgressBar = (share) => void shown.push(share)
  })
}

const taskBar = (desktop: Desktop): Promise<readonly number[]> =>
  desktop.app.evaluate(() => (globalThis as unknown as { taskBar: readonly number[] }).taskBar)

/** Goes on by a key until what is wanted has the focus. */
async function goTo(desktop: Desktop, key: 'Shift+Tab' | 'ArrowDown', target: Locator): Promise<void> {
  await target.waitFor()
  for (let presses = 0; presses < MOST_PRESSES; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await desktop.page.keyboard.press(key)
  }
  throw new Error(`${key} never comes to ${target}`)
}

/** From the menu of what has the focus. */
async function chooseByKeys(desktop: Desktop, name: string): Promise<void> {
  await desktop.page.keyboard.press('Shift+F10')
  await goTo(desktop, 'ArrowDown', desktop.page.getByRole('menuitem', { name }))
  await desktop.page.keyboard.press('Enter')
}

/** Through the sheet, by keys. */
async function attachByKeys(name: string, bytes: Buffer, caption = ''): Promise<void> {
  writeFileSync(join(dir, name), bytes)
  await chooseInDialog(alice, [join(dir, name)])
  await alice.composer.focus()
  await goTo(alice, 'Shift+Tab', alice.page.getByRole('button', { name: 'Attach files' }))
  await alice.page.keyboard.press('Enter')
  const sheet = alice.page.getByRole('dialog')
  await sheet.getByText(name).waitFor()
  await alice.page.keyboard.type(caption)
  await alice.page.keyboard.press('Enter')
  await sheet.waitFor({ state: 'detached' })
}

/** The same, until it is with the server. */
async function sendByKeys(name: string, bytes: Buffer): Promise<void> {
  await attachByKeys(name, bytes)
  await isSent(name)
}

async function isSent(name: string): Promise<void> {
  await alice.message(name).and(alice.page.locator('article:not([data-delivery=queued], [data-delivery=sending])')).waitFor()
}

const said = (desktop: Desktop): Locator => desktop.page.getByTestId('transfer-news')

describe('by keys alone', () => {
  it('a file goes from the paper clip to the disk of the other side, and both hear how far it is', async () => {
    // More than what lies in the sockets between.
    const bytes = randomBytes(32 * MiB)
    let held = way.hold('up', 10 * MiB)
    await attachByKeys('roof.bin', bytes, 'the plan of the roof')
    await held
    await said(alice)
      .filter({ hasText: /^1 transfer · [2-6]\d%$/ })
      .waitFor()
    await goTo(alice, 'Shift+Tab', alice.message('roof.bin').getByRole('button', { name: 'Pause roof.bin' }))
    await chooseByKeys(alice, 'Delivery details')
    const details = alice.page.getByRole('dialog')
    await details
      .getByTestId('delivery-file')
      .filter({ hasText: /^Upload\s*\d\d(\.\d)? of 32 MB/ })
      .waitFor()
    await details.getByText('Upload began').waitFor()
    way.release()
    await details.getByText('File uploaded').waitFor()
    await details.getByTestId('delivery-file').waitFor({ state: 'detached' })
    await alice.page.keyboard.press('Escape')
    await said(alice).getByText('roof.bin is sent').waitFor()

    const card = bob.message('the plan of the roof')
    held = way.hold('down', 20 * MiB)
    await bob.composer.focus()
    await goTo(bob, 'Shift+Tab', card.getByRole('button', { name: /^下载 ?roof\.bin$/ }))
    await bob.page.keyboard.press('Enter')
    await held
    await said(bob)
      .filter({ hasText: /^1 个传输 · [5-7]\d%$/ })
      .waitFor()
    const ring = card.getByRole('progressbar', { name: /^roof\.bin ?的进度$/ })
    const percents = async (): Promise<readonly number[]> => [
      Number(await ring.getAttribute('aria-valuenow')),
      Math.floor((await taskBar(bob)).at(-1)! * 100),
    ]
    await expect.poll(async () => new Set(await percents()).size).toBe(1)
    const [percent] = await percents()
    expect(percent).toBeGreaterThanOrEqual(50)
    expect(percent).toBeLessThan(75)
    // What was pressed is gone: the keys are where its way can be stopped.
    expect(await bob.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(/^暂停 ?roof\.bin$/)
    way.release()
    await said(bob).getByText('roof.bin').waitFor()
    await card.getByRole('button', { name: '打开' }).waitFor()
    const target = join(dir, 'roof, saved.bin')
    await saveWhereItIsAsked(bob, target)
    expect(await bob.page.evaluate(() => document.activeElement?.textContent)).toBe('打开')
    await chooseByKeys(bob, '另存为…')
    await card.getByRole('button', { name: '在文件夹中显示' }).waitFor()
    expect(readFileSync(target).equals(bytes)).toBe(true)
    const all = await taskBar(bob)
    expect(all.at(-1)).toBe(-1)
    // What the window itself fetched before has ended, too.
    const moving = all.slice(all.lastIndexOf(-1, -2) + 1, -1)
    expect(moving.length).toBeGreaterThan(1)
    expect(moving).toEqual([...moving].sort((a, b) => a - b))
    expect(moving[0]).toBeGreaterThanOrEqual(0)
  })

  it('a document that is not here yet comes as it is opened, says how far it is, and is read', async () => {
    await sendByKeys('house.pdf', smallPdf('House', { padding: 4 * MiB }))
    await bob.message('house.pdf').waitFor()
    const held = way.hold('down', 2 * MiB)
    await bob.page.getByRole('button', { name: '文件', exact: true }).press('Enter')
    const row = bob.page.getByTestId('library-list').getByRole('option', { name: /^house\.pdf/ })
    await row.waitFor()
    await bob.page.keyboard.press('ArrowDown')
    await bob.page.keyboard.press('Enter')
    await held
    const viewer = bob.page.getByTestId('viewer')
    await viewer
      .getByTestId('picture-pill')
      .filter({ hasText: /\/ 4 MB$/ })
      .waitFor()
    const share = Number(await viewer.getByRole('progressbar').getAttribute('aria-valuenow'))
    expect(share).toBeGreaterThan(20)
    expect(share).toBeLessThan(90)
    way.release()
    await viewer.getByTestId('pdf-page').and(bob.page.locator('[data-state=drawn]')).waitFor()
    await bob.page.keyboard.press('Escape')
  })

  it('a document that is locked asks for its password, says when it is another, and is read', async () => {
    await sendByKeys('locked.pdf', smallPdf('Behind the lock', { password: 'open sesame' }))
    const row = bob.page.getByTestId('library-list').getByRole('option', { name: /^locked\.pdf/ })
    await row.waitFor()
    await row.dblclick()
    const viewer = bob.page.getByTestId('viewer')
    await viewer.getByText('文档已加密，请输入密码。').waitFor()
    await bob.page.keyboard.type('s3cret')
    await bob.page.keyboard.press('Enter')
    await viewer.getByText('密码不正确，请重试。').waitFor()
    expect(await viewer.locator('input[type=password]').inputValue()).toBe('s3cret')
    // The wrong one is chosen: what is typed takes its place.
    await bob.page.keyboard.type('open sesame')
    await bob.page.keyboard.press('Enter')
    await viewer.getByTestId('pdf-page').and(bob.page.locator('[data-state=drawn]')).waitFor()
    await bob.page.keyboard.press('Escape')
    await viewer.waitFor({ state: 'detached' })
  })
})

describe('in place', () => {
  it('a file on its way is paused at its message and with all others in the panel, and goes on where it was', async () => {
    await bob.page.getByRole('navigation').getByRole('button', { name: /^会话/ }).click()
    const bytes = randomBytes(8 * MiB)
    await sendByKeys('long.bin', bytes)
    const card = bob.message('long.bin')
    const line = (text: string | RegExp): Promise<void> => card.getByTestId('file-line').filter({ hasText: text }).waitFor()
    let held = way.hold('down', 3 * MiB)
    await card.getByRole('button', { name: /^下载 ?long\.bin$/ }).click()
    await held
    await card.getByRole('button', { name: /^暂停 ?long\.bin$/ }).click()
    await line(/^\d.* \/ 8 MB · 已暂停$/)
    way.release()
    const before = await doneOf('long.bin')
    expect(before).toBeGreaterThan(MiB)
    held = way.hold('down', 2 * MiB)
    await card.getByRole('button', { name: /^继续 ?long\.bin$/ }).click()
    await held
    await bob.page.getByTestId('transfer-foot').click()
    const panel = bob.page.getByRole('region', { name: '传输' })
    await panel.getByRole('button', { name: '全部暂停' }).click()
    await panel.locator('li[data-step=paused]').getByText('long.bin').waitFor()
    way.release()
    expect(await doneOf('long.bin')).toBeGreaterThan(before)
    await panel.getByRole('button', { name: '全部继续' }).click()
    await panel.locator('li[data-step=done]').getByText('long.bin').waitFor()
    const target = join(dir, 'long, saved.bin')
    await saveWhereItIsAsked(bob, target)
    await bob.choose(card, '另存为…')
    await card.getByRole('button', { name: '在文件夹中显示' }).waitFor()
    expect(readFileSync(target).equals(bytes)).toBe(true)
  })
})

async function doneOf(name: string): Promise<number> {
  const { transfers } = must(await bob.call('transfers:list'))
  return transfers.find((transfer) => transfer.name === name)?.done ?? 0
}
