import { GALLERY } from './gallery'
import type { Screen, Studio } from './studio'

const CARDS = GALLERY.cards
const ASKED = '发布说明今天能定稿吗'

async function openDetails({ page }: Studio): Promise<void> {
  const panel = page.getByRole('complementary', { name: 'Conversation details' })
  if (!(await panel.isVisible())) await page.getByRole('button', { name: 'Details', exact: true }).click()
  await panel.waitFor()
}

async function manage(studio: Studio, name: string, ...items: readonly string[]): Promise<void> {
  await studio.desktop.openConversation(CARDS)
  await openDetails(studio)
  await studio.page.getByRole('button', { name: `Manage ${name}` }).click()
  for (const item of items) await studio.page.getByRole('menuitem', { name: item }).click()
}

const dialog = ({ page }: Studio) => page.getByRole('dialog').last()

async function openEmoji(studio: Studio, group: string): Promise<void> {
  await studio.page.getByRole('button', { name: 'Emoji' }).click()
  await dialog(studio).getByRole('tab', { name: group }).click()
}

/** What can be done with messages and groups: menus, dialogs, and what the composer opens. */
export const MESSAGE_SCREENS: readonly Screen[] = [
  {
    name: 'message-menu',
    open: async ({ desktop, page }) => {
      await desktop.openConversation(CARDS)
      await desktop.message('Looking into it').click({ button: 'right' })
      await page.getByRole('menuitem', { name: 'Recall' }).waitFor()
    },
  },
  {
    name: 'message-select',
    open: async ({ desktop, page }) => {
      await desktop.openConversation(CARDS)
      await desktop.choose(desktop.message(ASKED), 'Select')
      await desktop.message('Looking into it').click()
      await page.getByText('2 selected').waitFor()
    },
    close: ({ page }) => page.keyboard.press('Escape'),
  },
  {
    name: 'message-forward',
    open: async (studio) => {
      const { desktop, page } = studio
      await desktop.openConversation(CARDS)
      await desktop.choose(desktop.message(ASKED), 'Forward…')
      await page.getByRole('option', { name: /Bob Wang/ }).click()
      await page.getByRole('option', { name: /Lunch club/ }).click()
      await page.getByRole('button', { name: 'Send to 2 chats' }).waitFor()
    },
  },
  {
    name: 'message-delivery-details',
    open: async (studio) => {
      const { desktop } = studio
      await desktop.openConversation(CARDS)
      await desktop.choose(desktop.message('Looking into it'), 'Delivery details')
      await dialog(studio).getByText('seq', { exact: true }).waitFor()
    },
  },
  {
    name: 'message-bundle',
    open: async (studio) => {
      const { desktop, page } = studio
      await desktop.openConversation(CARDS)
      await desktop.timeline.hover()
      await page.mouse.wheel(0, -3000)
      await page.getByRole('button', { name: /Chat history .*: open/ }).click()
      await dialog(studio).waitFor()
    },
  },
  {
    name: 'jump-to-date',
    open: async (studio) => {
      await studio.desktop.openConversation('c2c:alice:bob')
      await studio.page.getByRole('button', { name: 'Jump to date' }).click()
      await dialog(studio).waitFor()
    },
  },
  {
    name: 'composer-emoji',
    open: async (studio) => {
      await studio.desktop.openConversation('c2c:alice:bob')
      await openEmoji(studio, 'Smileys')
    },
  },
  {
    name: 'composer-faces',
    open: async (studio) => {
      await studio.desktop.openConversation('c2c:alice:bob')
      await openEmoji(studio, 'Big faces')
    },
  },
  {
    name: 'composer-emoji-search',
    open: async (studio) => {
      await studio.desktop.openConversation('c2c:alice:bob')
      await openEmoji(studio, 'Smileys')
      await dialog(studio).getByRole('textbox').fill('heart')
      await dialog(studio).getByText('❤️').first().waitFor()
    },
  },
  {
    name: 'composer-mention',
    open: async ({ desktop, page }) => {
      await desktop.openConversation(CARDS)
      await desktop.composer.pressSequentially('@')
      await page.getByRole('listbox', { name: 'Mention somebody' }).waitFor()
    },
    close: async ({ desktop }) => {
      await desktop.composer.press('Escape')
      await desktop.composer.fill('')
    },
  },
  {
    name: 'composer-long',
    open: async ({ desktop }) => {
      await desktop.openConversation('c2c:alice:bob')
      await desktop.composer.fill(Array.from({ length: 12 }, (_, index) => `${index + 1}. 发布前检查 check before the launch`).join('\n'))
    },
    close: ({ desktop }) => desktop.composer.fill(''),
  },
  {
    // What is being answered was taken back meanwhile.
    name: 'composer-quote-recalled',
    open: async ({ desktop, page, stage }) => {
      const text = '评审改到四点 The review moves to four'
      await desktop.openConversation('c2c:alice:bob')
      const seq = await stage.people.bob.say('c2c:alice:bob', text)
      await desktop.choose(desktop.message(text), 'Reply')
      await desktop.composer.fill('好的，我通知大家')
      const [said] = await stage.server.store.messages.range('c2c:alice:bob', { from: seq, to: seq, limit: 1, newest: true })
      await stage.server.world.messages.recall('bob', said!.mid)
      await page.getByText('The message that you were answering was recalled').waitFor()
    },
    close: async ({ desktop, page }) => {
      await desktop.composer.fill('')
      await page.getByRole('button', { name: 'Cancel the reply' }).click()
    },
  },
  {
    name: 'group-create-invisible',
    open: async (studio) => {
      const { page } = studio
      await page.getByRole('button', { name: 'New', exact: true }).click()
      await page.getByRole('menuitem', { name: 'New group' }).click()
      await page.getByRole('textbox', { name: 'Group name' }).fill('\u3164\u200b')
      await page.getByRole('option', { name: /Bob Wang/ }).click()
      await dialog(studio).getByText('A name needs at least one character that can be seen.').waitFor()
    },
  },
  {
    name: 'group-create',
    open: async ({ page }) => {
      await page.getByRole('button', { name: 'New', exact: true }).click()
      await page.getByRole('menuitem', { name: 'New group' }).click()
      await page.getByRole('textbox', { name: 'Group name' }).fill('秋季发布 Autumn launch')
      await page.getByRole('option', { name: /Bob Wang/ }).click()
      await page.getByRole('option', { name: /Erin Silva/ }).click()
      await page.getByRole('button', { name: 'Create with 2 people' }).waitFor()
    },
  },
  { name: 'group-member-menu', open: (studio) => manage(studio, '李薇 Carol Li') },
  {
    name: 'group-remove',
    open: async (studio) => {
      await manage(studio, '李薇 Carol Li', 'Remove from group')
      await dialog(studio).getByText('They keep the history').waitFor()
    },
  },
  {
    name: 'group-add-members',
    open: async (studio) => {
      await studio.desktop.openConversation(CARDS)
      await openDetails(studio)
      await studio.page.getByRole('button', { name: 'Add members' }).click()
      await dialog(studio)
        .getByRole('option', { name: /Kevin Wu/ })
        .waitFor()
    },
  },
  {
    name: 'group-notice',
    open: async (studio) => {
      await studio.desktop.openConversation(CARDS)
      await openDetails(studio)
      await studio.page.getByRole('button', { name: 'Edit notice' }).click()
      await dialog(studio).getByRole('textbox').fill('周五 15:00 发布评审，三号会议室。')
    },
  },
  {
    name: 'mute-until',
    open: async (studio) => {
      const { desktop } = studio
      await desktop.choose(desktop.row('c2c:alice:bob'), 'Mute', 'Until…')
      await dialog(studio).waitFor()
    },
  },
  {
    name: 'mute-until-calendar',
    open: async (studio) => {
      const { desktop } = studio
      await desktop.choose(desktop.row('c2c:alice:bob'), 'Mute', 'Until…')
      await dialog(studio).getByRole('button', { name: /^Date/ }).click()
      await studio.page.getByRole('dialog', { name: 'Date' }).waitFor()
    },
  },
]
