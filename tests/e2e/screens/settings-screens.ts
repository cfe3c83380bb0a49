import { settingsInForce, type SettingsPolicy } from '../../../src/shared/settings'
import { must } from '../../helpers/results'
import { tell } from './feign'
import type { Screen, Studio } from './studio'

/** What an administrator might decide. */
const LOCKED: SettingsPolicy = {
  sound: { value: false, isLocked: true },
  quietHours: { value: { isOn: true, from: '20:00', to: '07:30' }, isLocked: true },
}

const PAGES = [
  'Account',
  'Devices',
  'Notifications',
  'Appearance',
  'Chats',
  'Files',
  'General',
  'Keyboard',
  'Network',
  'Storage',
  'About',
] as const

async function openSettings({ page }: Studio, tab: (typeof PAGES)[number]): Promise<void> {
  await page.keyboard.press('Control+,')
  await page.getByRole('tab', { name: tab, exact: true }).click()
  await page.getByRole('tabpanel').waitFor()
}

/** Every page of the settings, and what opens from anywhere by keyboard. */
export const SETTINGS_SCREENS: readonly Screen[] = [
  ...PAGES.map((tab): Screen => ({ name: `settings-${tab.toLowerCase()}`, open: (studio) => openSettings(studio, tab) })),
  {
    name: 'settings-locked',
    open: (studio) => openSettings(studio, 'Notifications'),
    // Whatever changes a setting tells of all of them.
    each: async (studio) => {
      const { theme, language } = must(await studio.desktop.call('settings:get'))
      await tell(studio, 'settings', settingsInForce({ theme: theme.value, language: language.value }, LOCKED))
      await studio.page
        .getByText(/Set by your organisation|由公司统一设置/)
        .first()
        .waitFor()
    },
  },
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
