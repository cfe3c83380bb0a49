import type { Page } from 'playwright'
import type { Screen, Studio } from './studio'

const REVIEW = 'c2g:design-review'

/** The names of the levers change with the language of each picture; their places do not. */
const levers = ({ page }: Studio) =>
  page
    .locator('section')
    .filter({ has: page.getByTestId('trial-cable') })
    .last()
    .locator('[id] button')

/** Where the gap will be seen; it opened where reading goes on. */
async function toNewest(page: Page): Promise<void> {
  await page.getByRole('article').first().waitFor()
  const pill = page.getByRole('button', { name: /^(To the newest|\d+ new)$/ })
  if (await pill.isVisible()) await pill.click()
}

/** The office of "Try it on this computer": whoever looks at these pictures sees what can be done to it. */
export const TRIAL_SCREENS: readonly Screen[] = [
  { name: 'trial', open: ({ desktop }) => desktop.openConversation(REVIEW) },
  {
    name: 'trial-gap',
    open: async ({ desktop, page }) => {
      await desktop.openConversation(REVIEW)
      await toNewest(page)
    },
    each: async (studio) => {
      // That of the picture before is healing still.
      await studio.desktop.timeline.locator('[data-gap]').waitFor({ state: 'detached' })
      await levers(studio).nth(1).click()
      await studio.desktop.timeline.locator('[data-gap][data-healed="2"]').waitFor()
    },
    close: ({ desktop }) => desktop.timeline.locator('[data-gap]').waitFor({ state: 'detached' }),
  },
  {
    name: 'trial-cable-pulled',
    open: async (studio) => {
      await studio.desktop.openConversation(REVIEW)
      await levers(studio).nth(0).click()
      await studio.page.locator('[data-banner=offline]').waitFor()
      await studio.desktop.send('On it, the figures are in the annex 数据在附录里')
      await studio.desktop.waitForDelivery('queued')
    },
    close: async (studio) => {
      await levers(studio).nth(0).click()
      await studio.page.locator('[data-banner=offline]').waitFor({ state: 'detached' })
    },
  },
  {
    name: 'trial-list',
    open: async ({ page, desktop }) => {
      await desktop.openConversation(REVIEW)
      await page.getByRole('button', { name: 'Details', exact: true }).click()
    },
    close: ({ page }) => page.getByRole('button', { name: 'Details', exact: true }).click(),
  },
]
