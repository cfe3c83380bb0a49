import type { Screen, Studio } from './studio'

const panel = ({ page }: Studio) => page.getByRole('complementary', { name: 'Message search' })

async function search(studio: Studio, text: string): Promise<void> {
  await studio.page.keyboard.press('Control+Shift+F')
  await panel(studio).getByRole('combobox').first().fill(text)
}

async function close(studio: Studio): Promise<void> {
  await panel(studio).getByRole('button', { name: 'Close' }).click()
}

/** The search of messages beside the timeline. */
export const SEARCH_SCREENS: readonly Screen[] = [
  {
    name: 'search-start',
    open: async (studio) => {
      await search(studio, '')
      await studio.page.getByText('Find what was said').waitFor()
    },
    close,
  },
  {
    name: 'search-results',
    open: async (studio) => {
      await search(studio, '评审')
      await panel(studio).getByRole('option').first().waitFor()
    },
    close,
  },
  {
    name: 'search-filter',
    open: async (studio) => {
      await search(studio, '评审')
      await panel(studio).getByRole('option').first().waitFor()
      await panel(studio).getByRole('button', { name: 'Sender' }).click()
      await studio.page
        .getByRole('option', { name: /Carol Li/ })
        .first()
        .waitFor()
    },
    close,
  },
  {
    name: 'search-filters-alone',
    open: async (studio) => {
      await search(studio, '')
      await panel(studio).getByRole('button', { name: 'Kind' }).click()
      await studio.page.getByRole('option', { name: 'Pictures' }).click()
      await panel(studio).getByRole('option').first().waitFor()
    },
    close: async (studio) => {
      await panel(studio).getByRole('button', { name: 'Remove filter: Kind' }).click()
      await close(studio)
    },
  },
  {
    name: 'search-nothing',
    open: async (studio) => {
      await search(studio, 'qqqqzz')
      await studio.page.getByText('No messages found').waitFor()
    },
    close,
  },
]
