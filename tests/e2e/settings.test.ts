import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Desktop } from './desktop'
import { type Office, openPair } from './office'

const BOB = 'c2c:alice:bob'

let office: Office
let alice: Desktop
let bob: Desktop
beforeAll(async () => {
  ;({ office, alice, bob } = await openPair())
})
afterAll(() => office.close())

async function openSettings(tab: string): Promise<void> {
  await alice.page.keyboard.press('Control+,')
  await alice.page.getByRole('dialog').getByRole('tab', { name: tab }).click()
}

async function closeSettings(): Promise<void> {
  await alice.page.keyboard.press('Escape')
  await alice.page.getByRole('dialog').waitFor({ state: 'hidden' })
}

/** What has the focus: its role or tag, and its name. */
function focused(): Promise<string> {
  return alice.page.evaluate(() => {
    const element = document.activeElement
    const role = element?.getAttribute('role') ?? element?.tagName.toLowerCase() ?? 'nothing'
    const name = element?.getAttribute('aria-label') ?? element?.textContent?.trim().slice(0, 40) ?? ''
    return `${role} ${name}`
  })
}

/** Whether what has the focus, or the box around it, looks different from how it looks without. */
function isFocusSeen(): Promise<boolean> {
  return alice.page.evaluate(() => {
    const element = document.activeElement
    if (!(element instanceof HTMLElement)) return false
    const look = (): string => {
      const boxes = [element, element.parentElement, element.parentElement?.parentElement].flatMap((box) => box ?? [])
      return boxes
        .map((box) => getComputedStyle(box))
        .map(({ outline, boxShadow, borderColor }) => `${outline} ${boxShadow} ${borderColor}`)
        .join('; ')
    }
    const withFocus = look()
    element.blur()
    const without = look()
    element.focus()
    return withFocus !== without
  })
}

describe('my account', () => {
  it('has a name that others see without delay', async () => {
    await bob.openConversation(BOB)
    await openSettings('Account')
    const dialog = alice.page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Alice of Design')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await bob.page.getByRole('heading', { level: 1, name: 'Alice of Design' }).waitFor()
    await closeSettings()
    await alice.openConversation(BOB)
    await alice.send('with my new name')
    await bob.message('with my new name').waitFor()
  })
})

describe('my devices', () => {
  it('are listed; one that is ended is signed out there at once, with the reason', async () => {
    const other = await Desktop.launch({ language: 'en' })
    try {
      await other.signIn(office.server, 'alice')
      await openSettings('Devices')
      const list = alice.page.getByRole('dialog').getByRole('list', { name: 'Devices' })
      await list.getByRole('listitem').nth(1).waitFor()
      expect(await list.getByText('This device').count()).toBe(1)
      await list.getByRole('button', { name: /^End session/ }).click()
      await alice.page
        .getByRole('dialog', { name: /^Sign out/ })
        .getByRole('button', { name: 'End session' })
        .click()
      await other.page
        .locator('[data-banner=kicked]')
        .getByText(/“.+ · .+” signed this device out at \d\d:\d\d\./)
        .waitFor()
      await expect.poll(() => list.getByRole('listitem').count()).toBe(1)
      await closeSettings()
    } finally {
      await other.close()
    }
  })
})

describe('how it looks', () => {
  it('changes theme, language and size at once', async () => {
    await openSettings('Appearance')
    const dialog = alice.page.getByRole('dialog')
    const ground = (): Promise<string> => alice.page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const light = await ground()
    await dialog.getByRole('radio', { name: 'Dark' }).click()
    await expect.poll(ground).not.toBe(light)
    await dialog.getByRole('radio', { name: '简体中文' }).click()
    await dialog.getByRole('tab', { name: '外观' }).waitFor()
    await alice.page.locator('html[lang=zh-CN]').waitFor()
    await dialog.getByRole('radio', { name: 'English' }).click()
    await dialog.getByRole('tab', { name: 'Appearance' }).waitFor()
    await dialog.getByRole('radio', { name: '125%' }).click()
    await expect.poll(() => alice.inWindow(({ webContents }) => webContents.getZoomFactor())).toBeCloseTo(1.25)
    await dialog.getByRole('radio', { name: '100%' }).click()
    await dialog.getByRole('radio', { name: 'Light' }).click()
    await closeSettings()
  })

  it('sends by the key that was chosen', async () => {
    await openSettings('Keyboard')
    await alice.page.getByRole('dialog').getByRole('radio', { name: 'Ctrl+Enter' }).click()
    await closeSettings()
    await alice.openConversation(BOB)
    await alice.composer.fill('first line')
    await alice.composer.press('Enter')
    await alice.composer.pressSequentially('second line')
    expect(await alice.composer.inputValue()).toBe('first line\nsecond line')
    await alice.composer.press('Control+Enter')
    await bob.message('second line').waitFor()
    await openSettings('Keyboard')
    await alice.page.getByRole('dialog').getByRole('radio', { name: 'Enter', exact: true }).click()
    await closeSettings()
  })

  it('moves nothing for whoever asked the system for less motion', async () => {
    await alice.page.emulateMedia({ reducedMotion: 'reduce' })
    const moving = await alice.page.evaluate(
      () =>
        [...document.querySelectorAll('*')].filter((element) => {
          const { animationDuration, transitionDuration } = getComputedStyle(element)
          const seconds = (text: string): number => Math.max(...text.split(',').map((part) => Number.parseFloat(part) || 0))
          return seconds(animationDuration) > 0.01 || seconds(transitionDuration) > 0.01
        }).length,
    )
    expect(moving).toBe(0)
    await alice.page.emulateMedia({ reducedMotion: 'no-preference' })
  })
})

describe('without a mouse', () => {
  it('reaches every part of the main window by Tab, and shows where it is', async () => {
    // Looks are compared at once, not while they fade.
    await alice.page.emulateMedia({ reducedMotion: 'reduce' })
    await alice.openConversation(BOB)
    await alice.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    const seen: string[] = []
    for (let presses = 0; presses < 60; presses++) {
      await alice.page.keyboard.press('Tab')
      const here = await focused()
      if (seen.includes(here)) break
      seen.push(here)
      expect(await isFocusSeen(), `the focus is seen at ${here}`).toBe(true)
    }
    for (const part of [
      /Alice of Design/,
      /Chats/,
      /Contacts/,
      /Settings/,
      /input Search/,
      /option/,
      /Jump to date/,
      /log Messages in/,
      /textarea Message/,
    ]) {
      expect(
        seen.some((name) => part.test(name)),
        `${part} among ${seen.join(' | ')}`,
      ).toBe(true)
    }
    await alice.page.emulateMedia({ reducedMotion: 'no-preference' })
  })

  it('opens a conversation, its menu and a message’s menu, and Esc goes back step by step', async () => {
    const { page } = alice
    await page.locator('[role=option][tabindex="0"]').focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await alice.composer.waitFor()
    const opened = await page.locator('[role=option][aria-selected=true]').getAttribute('data-id')
    expect(opened).toBe(await alice.conversations.getByRole('option').first().getAttribute('data-id'))
    await page.locator('[role=option][tabindex="0"]').focus()
    await page.keyboard.press('Shift+F10')
    await page.getByRole('menuitem', { name: /Pin|Unpin/ }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'hidden' })
    await alice.timeline.focus()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Shift+F10')
    await page.getByRole('menuitem', { name: 'Delivery details' }).waitFor()
    await page.keyboard.press('End')
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'hidden' })
    expect(await focused()).toMatch(/^article/)
  })

  it('lists what the app is made with, its font, its styles and its words too', async () => {
    await openSettings('About')
    const dialog = alice.page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Show the libraries and their licences' }).click()
    for (const [name, licence] of [
      ['@fontsource-variable/inter', 'OFL-1.1'],
      ['dictionary-en', '(MIT AND BSD)'],
      ['emojibase-data', 'MIT'],
      ['tailwindcss', 'MIT'],
      ['@vue/runtime-dom', 'MIT'],
    ] as const) {
      const entry = dialog.locator('details').filter({ hasText: name }).first()
      expect(await entry.locator('summary').textContent()).toContain(licence)
      expect((await entry.locator('pre').textContent())?.length).toBeGreaterThan(500)
    }
    await closeSettings()
  })

  it('keeps the focus in a dialog, and gives it back', async () => {
    const { page } = alice
    await alice.composer.focus()
    await page.keyboard.press('Control+,')
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    for (let presses = 0; presses < 12; presses++) {
      await page.keyboard.press('Tab')
      expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true)
    }
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await expect.poll(focused).toMatch(/^textarea Message/)
  })
})
