import { must } from '../../helpers/results'
import { banner, tell } from './feign'
import type { Screen, Studio } from './studio'

const BOB = 'c2c:alice:bob'

const searchBox = ({ page }: Studio) => page.getByRole('region', { name: 'Conversation list' }).getByRole('searchbox')

/** Signed in on a server that knows only the base of the protocol: what it cannot do is said, and not offered. */
export const BASE_SCREENS: readonly Screen[] = [
  {
    name: 'state-base-server',
    open: async (studio) => {
      await banner(studio, 'bare').waitFor()
      const data = { sender_id: 'bob', receiver_id: 'alice', content: '这台服务器只懂基础协议' }
      studio.stage.base.deliver('alice', 'B101', 7, JSON.stringify({ type: 'text', data }))
      await studio.desktop.openConversation(BOB)
      await studio.desktop.send('Good enough for a hello')
      await studio.desktop.waitForDelivery('sent')
      await studio.desktop.row(BOB).getByRole('img', { name: '1 unread' }).waitFor({ state: 'hidden' })
    },
  },
  {
    name: 'base-write-to',
    open: async (studio) => {
      await searchBox(studio).fill('10086')
      await studio.page.getByTestId('write-to').waitFor()
    },
    close: (studio) => searchBox(studio).fill(''),
  },
  {
    name: 'base-too-long',
    open: async ({ desktop, page }) => {
      await desktop.openConversation(BOB)
      await desktop.composer.fill('这段纪要太长，这台服务器一次传不完。The minutes are too long for this server.\n'.repeat(60))
      await page.getByRole('alert').getByText('Too long').waitFor()
    },
    close: ({ desktop }) => desktop.composer.fill(''),
  },
  {
    name: 'base-files',
    open: ({ desktop }) => desktop.openConversation(BOB),
    // A notice speaks the language of the moment at which it came.
    each: async ({ desktop, page }) => {
      const notices = page.getByRole('listitem').filter({ hasText: /keeps no files|不保存文件/ })
      for (const notice of await notices.all()) await notice.getByRole('button').click()
      await notices.first().waitFor({ state: 'detached' })
      await desktop.composer.evaluate((field) => {
        const clipboardData = new DataTransfer()
        clipboardData.items.add(new File(['x'], 'poster.png', { type: 'image/png' }))
        field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
      })
      await notices.first().waitFor()
    },
    close: ({ page }) =>
      page
        .getByRole('listitem')
        .filter({ hasText: 'keeps no files' })
        .or(page.getByRole('listitem').filter({ hasText: '不保存文件' }))
        .getByRole('button')
        .click(),
  },
  {
    name: 'base-devices',
    open: async ({ page }) => {
      await page.keyboard.press('Control+,')
      await page.getByRole('tab', { name: 'Devices', exact: true }).click()
      await page.getByText('This server does not know your devices').waitFor()
    },
  },
  {
    name: 'base-diagnostics',
    open: async ({ page }) => {
      await page.getByRole('navigation').getByRole('button', { name: 'Diagnostics' }).click()
      await page.getByText('This server keeps no history').waitFor()
    },
    close: ({ page }) =>
      page
        .getByRole('navigation')
        .getByRole('button', { name: /^Chats/ })
        .click(),
  },
  {
    // In truth it takes two messages that find no ack, and half a minute.
    name: 'base-token',
    open: async (studio) => {
      await studio.page.getByTestId('connection-light').click()
      await studio.page.getByRole('dialog', { name: 'Connection' }).waitFor()
    },
    // Main says how the link really is from time to time.
    each: async (studio) => {
      const status = must(await studio.desktop.call('connection:status'))
      if (status.state !== 'online') throw new Error('there is no link')
      await tell(studio, 'connection', { ...status, isTokenSuspected: true })
      await banner(studio, 'token').waitFor()
    },
  },
]
