import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright'
import type { ScreenshotState } from '../../../src/shared/screenshot'
import { leaveBy, regionPageAfter } from '../region-page'
import { feignAnswers } from './feign'
import { GALLERY } from './gallery'
import type { Screen, Studio } from './studio'

/** The page over the display, by the composer's button. */
function overlayOf({ desktop, page }: Studio): Promise<Page> {
  return regionPageAfter(desktop, () => page.getByRole('button', { name: /^(Screenshot|截图)$/ }).click())
}

/**
 * The choice of a part of the screen, with a part chosen and the windows shown; one theme, since it lies over whatever is there.
 * @returns what axe finds serious or critical
 */
export async function shootOverlay(studio: Studio, language: 'zh-CN' | 'en'): Promise<readonly string[]> {
  await studio.desktop.openConversation(GALLERY.media)
  await studio.set({ language })
  const overlay = await overlayOf(studio)
  await picture(overlay, `screen-region-${language}`)
  for (const key of ['ArrowLeft', 'Shift+ArrowRight']) await overlay.keyboard.press(key)
  await picture(overlay, `screen-region-chosen-${language}`)
  await overlay.locator('button[aria-expanded]').click()
  await picture(overlay, `screen-region-windows-${language}`)
  const { violations } = await new AxeBuilder({ page: overlay })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] })
    .analyze()
  await leaveBy(overlay, () => overlay.keyboard.press('Escape'))
  await studio.set({ language: 'en' })
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  return serious.map(({ id, nodes }) => `${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

async function picture(page: Page, name: string): Promise<void> {
  const dir = process.env['JIM_SHOTS_DIR']
  if (dir === undefined) return
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, `${name}.png`), await page.screenshot())
}

function settingsWith(state: ScreenshotState) {
  return async (studio: Studio): Promise<void> => {
    await feignAnswers(studio, { 'screenshots:state': state })
    await studio.page.keyboard.press('Control+,')
    await studio.page.getByRole('tab', { name: 'Chats', exact: true }).click()
    await studio.page.getByRole('region', { name: 'Screenshots' }).scrollIntoViewIfNeeded()
    await studio.page.getByRole('note').first().waitFor()
  }
}

/** Screenshots, but for the page over the display: how they are chosen, edited, and what the system wants first. */
export const CAPTURE_SCREENS: readonly Screen[] = [
  {
    name: 'screenshot-menu',
    open: async (studio) => {
      await studio.desktop.openConversation(GALLERY.media)
      await studio.page.getByRole('button', { name: 'Screenshot options' }).click()
      await studio.page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'screenshot-editor',
    open: async (studio) => {
      await studio.desktop.openConversation(GALLERY.media)
      const overlay = await overlayOf(studio)
      await overlay.keyboard.press('ArrowLeft')
      await leaveBy(overlay, () => overlay.keyboard.press('Enter'))
      const editor = studio.page.getByTestId('picture-editor')
      await editor.waitFor()
      // By keys: an arrow, and what nobody is to see.
      await studio.page.keyboard.press('Tab')
      for (const key of ['Space', 'Control+ArrowDown', 'Control+Shift+ArrowUp']) await studio.page.keyboard.press(key)
      await editor.getByRole('button', { name: 'Hide' }).click()
      await editor.getByTestId('editor-canvas').focus()
      for (const key of ['Space', 'Control+Shift+ArrowLeft', 'Control+Shift+ArrowLeft']) await studio.page.keyboard.press(key)
    },
    close: async ({ page }) => {
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').getByRole('textbox', { name: 'Caption' }).waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Discard' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click()
    },
  },
  {
    name: 'settings-screenshots-asks',
    open: settingsWith({ shortcut: 'unsure', system: 'asks' }),
    close: (studio) => feignAnswers(studio, {}),
  },
  {
    name: 'settings-screenshots-allow',
    open: settingsWith({ shortcut: 'taken', system: 'allow' }),
    close: (studio) => feignAnswers(studio, {}),
  },
]
