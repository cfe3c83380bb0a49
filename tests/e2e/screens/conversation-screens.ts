import { GALLERY } from './gallery'
import type { Screen, Studio } from './studio'

const BOB = 'c2c:alice:bob'

async function openFilter({ page }: Studio, name: string): Promise<void> {
  await page.getByRole('group', { name: 'Filter' }).getByRole('button', { name, exact: true }).click()
}

const searchBox = ({ page }: Studio) => page.getByRole('region', { name: 'Conversation list' }).getByRole('searchbox')

async function searchFor(studio: Studio, text: string): Promise<void> {
  await searchBox(studio).fill(text)
}

const clearSearch = (studio: Studio): Promise<void> => searchBox(studio).fill('')

/** The list beside the timeline, what it can do, and the people. */
export const CONVERSATION_SCREENS: readonly Screen[] = [
  {
    name: 'welcome',
    open: ({ page }) => page.getByText('Choose a conversation').waitFor(),
  },
  {
    name: 'list-menu',
    open: async ({ desktop, page }) => {
      await desktop.row(BOB).click({ button: 'right' })
      await page.getByRole('menuitem', { name: 'Mute' }).hover()
      await page.getByRole('menuitem', { name: 'Until…' }).waitFor()
    },
  },
  {
    name: 'list-marks',
    open: async (studio) => {
      const { desktop } = studio
      await desktop.openConversation(GALLERY.media)
      await desktop.composer.fill('明天的航班是 CA1519')
      await desktop.choose(desktop.row(BOB), 'Pin')
      await desktop.choose(desktop.row('c2g:lunch'), 'Mute', 'Until I turn it back on')
      await desktop.choose(desktop.row('c2c:alice:erin'), 'Mark as unread')
      await desktop.openConversation(BOB)
    },
    close: async ({ desktop }) => {
      await desktop.openConversation(GALLERY.media)
      await desktop.composer.fill('')
      await desktop.choose(desktop.row(BOB), 'Unpin')
    },
  },
  {
    name: 'list-new-menu',
    open: async ({ page }) => {
      await page.getByRole('button', { name: 'New', exact: true }).click()
      await page.getByRole('menuitem', { name: 'New group' }).waitFor()
    },
  },
  {
    name: 'list-filter-groups',
    open: (studio) => openFilter(studio, 'Groups'),
    close: (studio) => openFilter(studio, 'All'),
  },
  {
    name: 'list-filter-empty',
    open: async (studio) => {
      const { desktop, page } = studio
      await desktop.choose(desktop.row('c2c:alice:judy'), 'Archive')
      await openFilter(studio, 'Archive')
      await desktop.choose(desktop.row('c2c:alice:judy'), 'Unarchive')
      await page.getByText('Nothing is archived').waitFor()
    },
    close: ({ page }) => page.getByRole('button', { name: 'Show all' }).click(),
  },
  {
    name: 'list-search',
    open: async (studio) => {
      await searchFor(studio, '评审')
      await studio.page.getByRole('listbox', { name: 'Found messages' }).waitFor()
    },
    close: clearSearch,
  },
  {
    name: 'list-search-nobody',
    open: async (studio) => {
      await searchFor(studio, 'qqqqzz')
      await studio.page.getByText('Nothing found').waitFor()
    },
    close: clearSearch,
  },
  {
    name: 'contacts',
    open: async ({ page }) => {
      await page.getByRole('navigation').getByRole('button', { name: 'Contacts' }).click()
      await page.getByRole('region', { name: 'Contacts' }).getByText('Kevin Wu').waitFor()
    },
    close: ({ page }) =>
      page
        .getByRole('navigation')
        .getByRole('button', { name: /^Chats/ })
        .click(),
  },
  {
    name: 'own-status',
    open: async ({ page }) => {
      await page.getByTestId('own-avatar').click()
      await page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'connection',
    open: async ({ page }) => {
      await page.getByTestId('connection-light').click()
      await page.getByText('Round trip').waitFor()
    },
  },
]
