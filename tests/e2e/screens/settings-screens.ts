import type { Screen, Studio } from './studio'

const PAGES = ['Account', 'Devices', 'Notifications', 'Appearance', 'Chats', 'General', 'Keyboard', 'Network', 'Storage', 'About'] as const

async function openSettings({ page }: Studio, tab: (typeof PAGES)[number]): Promise<void> {
  await page.keyboard.press('Control+,')
  await page.getByRole('tab', { name: tab, exact: true }).click()
  await page.getByRole('tabpanel').waitFor()
}

/** Every page of the settings, and what opens from anywhere by keyboard. */
export const SETTINGS_SCREENS: readonly Screen[] = [
  ...PAGES.map((tab): Screen => ({ name: `settings-${tab.toLowerCase()}`, open: (studio) => openSettings(studio, tab) })),
  {
    name: 'licences',
    open: async (studio) => {
      await openSettings(studio, 'About')
      const panel = studio.page.getByRole('tabpanel')
      await panel.getByRole('button').click()
      await panel.getByText('better-sqlite3').click()
      await panel.locator('details[open]').getByText('Permission is hereby granted').waitFor()
    },
  },
  {
    name: 'own-status-text',
    open: async ({ page }) => {
      await page.getByTestId('own-avatar').click()
      await page.getByRole('menuitem', { name: 'Change status…' }).click()
      await page.getByRole('dialog', { name: 'Your status' }).waitFor()
    },
  },
  {
    name: 'sign-out',
    open: async ({ page }) => {
      await page.getByTestId('own-avatar').click()
      await page.getByRole('menuitem', { name: 'Sign out…' }).click()
      await page.getByRole('dialog', { name: 'Sign out' }).waitFor()
    },
  },
  {
    name: 'switcher',
    open: async ({ page }) => {
      await page.keyboard.press('Control+K')
      await page.getByRole('dialog').getByRole('option').first().waitFor()
    },
  },
  {
    name: 'switcher-found',
    open: async ({ page }) => {
      await page.keyboard.press('Control+K')
      await page.getByRole('dialog').getByRole('textbox').fill('li')
      await page
        .getByRole('option', { name: /Carol Li/ })
        .first()
        .waitFor()
    },
  },
  {
    name: 'switcher-nothing',
    open: async ({ page }) => {
      await page.keyboard.press('Control+K')
      await page.getByRole('dialog').getByRole('textbox').fill('qqqqzz')
      await page.getByText('Nothing found').waitFor()
    },
  },
  {
    name: 'shortcuts',
    open: async ({ page }) => {
      await page.keyboard.press('F1')
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    },
  },
]
