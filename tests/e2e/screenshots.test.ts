import { mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../../src/server/server'
import type { Settings } from '../../src/shared/settings'
import { Desktop } from './desktop'

/** `npm run screenshots` names the folder; otherwise the pictures only prove that they can be taken. */
const DIR = process.env['JIM_SHOTS_DIR'] ?? mkdtempSync(join(tmpdir(), 'jim-shots-'))

const LOOKS = (['light', 'dark'] as const).flatMap((theme) => (['zh-CN', 'en'] as const).map((language) => ({ theme, language })))

/** Each screen: how to get there from the main window with nothing open, and how to leave. */
const SCREENS: Readonly<Record<string, (desktop: Desktop) => Promise<void>>> = {
  chat: (desktop) => desktop.openConversation('c2c:alice:bob'),
  group: (desktop) => desktop.openConversation('c2g:design-review'),
  switcher: async ({ page }) => {
    await page.keyboard.press('Control+K')
    await page.getByRole('dialog').waitFor()
  },
  settings: async ({ page }) => {
    await page.keyboard.press('Control+,')
    await page.getByRole('dialog').waitFor()
  },
  shortcuts: async ({ page }) => {
    await page.keyboard.press('F1')
    await page.getByRole('dialog').waitFor()
  },
  contacts: ({ page }) => page.getByRole('navigation').getByRole('button', { name: /^(Contacts|联系人)/ }).click(),
  diagnostics: ({ page }) => page.getByRole('navigation').getByRole('button', { name: /^(Diagnostics|诊断)/ }).click(),
}

let server: RunningServer
let desktop: Desktop
beforeAll(async () => {
  mkdirSync(DIR, { recursive: true })
  server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, demo: true })
  desktop = await Desktop.launch()
})
afterAll(async () => {
  await desktop.close()
  await server.close()
})

async function setSettings(change: Partial<Settings>): Promise<void> {
  await desktop.page.evaluate((wanted) => window.jim.call('settings:set', wanted), change)
  if (change.theme !== undefined) await desktop.page.locator(`html[data-theme="${change.theme}"]`).waitFor()
  if (change.language !== undefined) await desktop.page.locator(`html[lang="${change.language}"]`).waitFor()
}

async function picture(name: string): Promise<void> {
  const path = join(DIR, `${name}.png`)
  // The window's own picture: the driver's is cut at another zoom than 100 %.
  const png = await desktop.app.evaluate(async ({ BrowserWindow }) => {
    const image = await BrowserWindow.getAllWindows()[0]!.webContents.capturePage()
    return image.toPNG().toString('base64')
  })
  writeFileSync(path, Buffer.from(png, 'base64'))
  expect(statSync(path).size).toBeGreaterThan(10_000)
}

/** What a person with a screen reader or weak eyes would stumble over. */
async function seriousProblems(): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page: desktop.page }).setLegacyMode(true).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  return serious.map(({ id, nodes }) => `${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

describe('the sign-in screen', () => {
  it.each(LOOKS)('in $theme and $language', async (look) => {
    await setSettings(look)
    await picture(`sign-in-${look.theme}-${look.language}`)
    expect(await seriousProblems()).toEqual([])
  })
})

describe('signed in', () => {
  beforeAll(async () => {
    await setSettings({ theme: 'light', language: 'en' })
    await desktop.signIn(server, 'alice')
    await desktop.page.locator('[role=option][data-id="c2c:alice:bob"]').waitFor()
  })

  describe.each(LOOKS)('in $theme and $language', (look) => {
    it.each(Object.keys(SCREENS))('the %s screen', async (screen) => {
      await setSettings(look)
      await desktop.page.getByRole('navigation').getByRole('button', { name: /^(Chats|会话)/ }).click()
      await SCREENS[screen]!(desktop)
      await picture(`${screen}-${look.theme}-${look.language}`)
      const problems = await seriousProblems()
      // The next screen starts from the main window, whatever is found on this one.
      await desktop.page.keyboard.press('Escape')
      await desktop.page.getByRole('dialog').waitFor({ state: 'hidden' })
      expect(problems).toEqual([])
    })
  })

  it('at 150 %', async () => {
    await setSettings({ theme: 'light', language: 'zh-CN', zoom: 150 })
    await desktop.page.getByRole('navigation').getByRole('button', { name: /^会话/ }).click()
    await desktop.openConversation('c2g:design-review')
    await picture('group-150-percent')
    await setSettings({ zoom: 100 })
  })

  it('in the smallest window', async () => {
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setSize(720, 480))
    await setSettings({ theme: 'dark', language: 'en' })
    await desktop.openConversation('c2c:alice:bob')
    await picture('chat-smallest')
  })
})
