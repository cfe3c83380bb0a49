import type { Screen, Studio } from './studio'

const CHAT = 'c2c:alice:carol'

async function record({ desktop, page }: Studio): Promise<void> {
  await desktop.openConversation(CHAT)
  await page.getByRole('button', { name: 'Record a voice message: hold, or click' }).click()
  await page
    .getByTestId('recorded-time')
    .filter({ hasText: /^0:0[2-9]/ })
    .waitFor()
}

/** Speaking, what was said and waits, and listening. */
export const VOICE_SCREENS: readonly Screen[] = [
  {
    name: 'voice',
    open: async ({ desktop, page }) => {
      await desktop.openConversation(CHAT)
      await desktop.timeline.getByTestId('voice').last().getByRole('button', { name: /^Play/ }).click()
      await page
        .getByTestId('player-time')
        .filter({ hasText: /^0:0[1-9]/ })
        .waitFor()
      await page
        .getByTestId('voice-player')
        .getByRole('button', { name: /^Pause/ })
        .click()
    },
    close: async ({ page }) => {
      await page.getByTestId('voice-player').getByRole('button').last().click()
      await page.getByTestId('voice-player').waitFor({ state: 'detached' })
    },
  },
  {
    name: 'recording',
    open: record,
    close: async ({ desktop, page }) => {
      await page.keyboard.press('Escape')
      await desktop.composer.waitFor()
    },
  },
  {
    name: 'voice-draft',
    open: async (studio) => {
      await record(studio)
      await studio.page.getByRole('button', { name: 'Listen', exact: true }).click()
      await studio.page.getByTestId('voice-draft').waitFor()
    },
    close: async ({ desktop, page }) => {
      await page.getByTestId('voice-draft').getByRole('button', { name: 'Throw the recording away' }).click()
      await desktop.composer.waitFor()
    },
  },
]
