import type { Server } from 'node:http'
import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Browser, openBuilt, openChromium, openElectron, serveBuilt } from './built-page'
import { differences, type Rectangle, rectanglesOf } from './rectangles'

/*
 * The same screens in the Chromium of the Electron that all else is tested with, and in one that is newer than what the shipped
 * Electron brings: what lies at the same place in both lies there in between.
 */

type Step = readonly [name: string, open: (page: Page) => Promise<unknown>]

const settings = (tab: string): Step => [
  `settings, ${tab}`,
  async (page) => {
    await page.getByRole('tab', { name: tab, exact: true }).click()
    await page.getByRole('tabpanel', { name: tab }).waitFor()
  },
]

const STEPS: readonly Step[] = [
  ['the list', (page) => page.getByRole('option').first().waitFor()],
  [
    'a conversation',
    async (page) => {
      await page.getByRole('option').first().click()
      await page.getByRole('article').first().waitFor()
    },
  ],
  [
    'the search',
    async (page) => {
      await page.keyboard.press('Control+Shift+F')
      await page.getByRole('complementary', { name: 'Message search' }).getByRole('combobox').first().waitFor()
    },
  ],
  [
    'the contacts',
    async (page) => {
      await page.getByRole('navigation').getByRole('button', { name: 'Contacts' }).click()
      await page.getByRole('region', { name: 'Contacts' }).waitFor()
    },
  ],
  [
    'the diagnostics',
    async (page) => {
      await page.getByRole('navigation').getByRole('button', { name: 'Diagnostics' }).click()
      await page.getByRole('heading', { name: 'Diagnostics' }).waitFor()
    },
  ],
  ['the settings', (page) => page.keyboard.press('Control+,').then(() => page.getByRole('tabpanel').waitFor())],
  ...['Notifications', 'Appearance', 'Chats', 'Files', 'General', 'Keyboard', 'Network', 'Storage', 'About'].map(settings),
]

let server: Server
let url: string
let chromium: Browser
let electron: Browser

beforeAll(async () => {
  ;({ server, url } = await serveBuilt())
})
afterAll(() => server.close())
beforeEach(async () => {
  ;[chromium, electron] = await Promise.all([openChromium(), openElectron()])
})
afterEach(() => Promise.all([chromium.close(), electron.close()]))

async function both(step: (page: Page) => Promise<unknown>): Promise<readonly (readonly Rectangle[])[]> {
  const measured: (readonly Rectangle[])[] = []
  for (const { page } of [chromium, electron]) {
    await step(page)
    measured.push(await rectanglesOf(page))
  }
  return measured
}

describe('the built page', () => {
  it('has every screen at the same place as in the older Chromium', async () => {
    expect(Number.parseInt(chromium.version)).toBeGreaterThanOrEqual(Number.parseInt(electron.version))
    for (const one of [chromium, electron]) await openBuilt(one, url, { settings: { language: 'en' } })
    for (const [name, open] of STEPS) {
      const [newer, older] = await both(open)
      expect(newer!.length, name).toBeGreaterThan(10)
      expect(differences(newer!, older!), name).toEqual([])
    }
  })

  it('has the first one too, in Chinese', async () => {
    for (const one of [chromium, electron]) await openBuilt(one, url, { settings: { language: 'zh-CN' }, isSignedIn: false })
    const [newer, older] = await both((page) => page.getByRole('button', { name: '登录', exact: true }).waitFor())
    expect(newer!.length).toBeGreaterThan(10)
    expect(differences(newer!, older!)).toEqual([])
  })
})
