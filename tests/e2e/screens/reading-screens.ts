import { GALLERY } from './gallery'
import type { Screen, Studio } from './studio'

const MARKETING = 'c2g:marketing'

/** Of which those that are seen at first, and those that are seen at the end, leave some unread between them. */
const UNREAD = 45

/** The system's colours stand in for the theme's; Chromium plays them over the light one only. */
const FORCED = { chat: [{ theme: 'light', language: 'zh-CN' }], settings: [{ theme: 'light', language: 'en' }] } as const

/** High contrast, as Windows forces it upon the page. */
async function force({ page }: Studio, forcedColors: 'active' | 'none'): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce', forcedColors })
}

/** Reading: long texts, other scripts, what shows itself while somebody scrolls, and other colours than ours. */
export const READING_SCREENS: readonly Screen[] = [
  {
    // The first unread message is above, newer ones are below, the day shows while the wheel turns, the mouse is on one.
    name: 'chat-scrolled',
    open: async ({ desktop, page, stage }) => {
      const last = '以上，都发完了 That was all'
      for (let index = 1; index < UNREAD; index += 1)
        await stage.people.erin.say(MARKETING, index % 3 === 0 ? `第 ${index} 版海报已上传` : `Poster ${index} is in the folder`)
      await stage.people.erin.say(MARKETING, last)
      // Rows far from what the list shows are not drawn.
      await desktop.conversations.evaluate((list) => list.scrollTo(0, 0))
      await desktop.row(MARKETING).getByText(last).waitFor()
      await desktop.openConversation(MARKETING)
      await page.getByRole('button', { name: /^\d+ new$/ }).click()
      await desktop.message(last).waitFor()
      await desktop.timeline.hover()
      await page.mouse.wheel(0, -150)
      await page.getByRole('button', { name: 'To the first unread' }).waitFor()
      // The day goes when the list has come to rest; until the pictures are taken it does not.
      await page.evaluate(() => {
        const log = document.querySelector('[role=log]')!
        const rock = setInterval(() => (log.scrollTop += log.scrollTop % 2 < 1 ? 1 : -1), 200)
        Object.assign(globalThis, { stopRocking: () => clearInterval(rock) })
      })
      await page.locator('[data-floating-date]').waitFor()
      await page.locator('[data-message-bar]').waitFor()
    },
    close: async ({ desktop, page }) => {
      await page.evaluate(() => (globalThis as unknown as { stopRocking: () => void }).stopRocking())
      await desktop.openConversation(GALLERY.texts)
    },
  },
  {
    name: 'chat-scripts',
    open: async ({ desktop }) => {
      await desktop.openConversation(GALLERY.texts)
      await desktop.message('白板照片').waitFor()
    },
  },
  {
    name: 'chat-folded',
    open: async ({ desktop, page }) => {
      await desktop.openConversation(GALLERY.texts)
      await page.getByRole('button', { name: 'Show more' }).scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'composer-too-long',
    open: async ({ desktop, page }) => {
      await desktop.openConversation('c2c:alice:bob')
      await desktop.app.evaluate(({ clipboard }) => clipboard.writeText(`${'会议纪要 minutes '.repeat(8)}\n`.repeat(9_000)))
      await desktop.composer.focus()
      await page.keyboard.press('Control+V')
      await page.getByRole('alert').getByText('Too long').waitFor()
    },
    close: ({ desktop }) => desktop.composer.fill(''),
  },
  {
    name: 'stranger',
    open: async ({ desktop, page }) => {
      await desktop.app.evaluate(({ app }) => app.emit('second-instance', {}, ['jim://user/maria.keller'], ''))
      await page.getByRole('dialog', { name: 'Write to “maria.keller”?' }).waitFor()
    },
  },
  {
    name: 'forced-colours-chat',
    looks: FORCED.chat,
    open: async (studio) => {
      await studio.desktop.openConversation(GALLERY.cards)
      await force(studio, 'active')
    },
    close: (studio) => force(studio, 'none'),
  },
  {
    name: 'forced-colours-settings',
    looks: FORCED.settings,
    open: async (studio) => {
      await force(studio, 'active')
      await studio.page.keyboard.press('Control+,')
      await studio.page.getByRole('tab', { name: 'Notifications', exact: true }).click()
      await studio.page.getByRole('tabpanel').waitFor()
    },
    close: (studio) => force(studio, 'none'),
  },
]
