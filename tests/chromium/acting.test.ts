import type { Server } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { turnWheel, turnWheelOverBare } from '../e2e/wheel'
import { type Browser, openBuilt, openChromium, serveBuilt } from './built-page'

let server: Server
let url: string
let browser: Browser

beforeAll(async () => {
  ;({ server, url } = await serveBuilt())
})
afterAll(() => server.close())
beforeEach(async () => {
  browser = await openChromium()
})
afterEach(() => browser.close())

describe('the built page in a newer Chromium', () => {
  it('turns by what the wheel turns', async () => {
    await openBuilt(browser, url, { settings: { language: 'en' } })
    await browser.page.getByRole('option').first().click()
    await browser.page.getByRole('article').first().waitFor()
    const turns = [-120, -120, -120, 120]
    const bare = await turnWheelOverBare(browser.page, turns)
    expect(bare).toBeGreaterThan(0)
    expect(await turnWheel(browser.page, turns)).toBeCloseTo(bare, 0)
  })

  it('keeps a dialog’s focus within, and gives it back to what opened it', async () => {
    await openBuilt(browser, url, { settings: { language: 'en' } })
    const { page } = browser
    await page.getByRole('option').first().click()
    const editor = page.getByRole('textbox', { name: 'Message', exact: true })
    await editor.click()
    await page.keyboard.press('Control+K')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').waitFor()
    for (let tab = 0; tab < 12; tab += 1) {
      await page.keyboard.press('Tab')
      expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true)
    }
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    expect(await editor.evaluate((element) => element.contains(document.activeElement))).toBe(true)
  })

  it('writes, and shows what was written', async () => {
    const jim = await openBuilt(browser, url, { settings: { language: 'en' } })
    const { page } = browser
    await page.getByRole('option').first().click()
    await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Written in a newer Chromium 新内核')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByRole('article').filter({ hasText: 'Written in a newer Chromium 新内核' }).waitFor()
    const sent = jim.calls.filter(({ channel }) => channel === 'messages:send').map(({ argument }) => argument)
    expect(sent).toMatchObject([{ content: { kind: 'text', text: 'Written in a newer Chromium 新内核' } }])
  })
})
