import { must } from '../../helpers/results'
import { Colleague } from './colleague'
import { banner, holdCalls, tell } from './feign'
import { GALLERY } from './gallery'
import type { Screen, Studio } from './studio'

const BOB = 'c2c:alice:bob'

async function reconnect({ page }: Studio): Promise<void> {
  await page.getByTestId('banner').getByRole('button').click()
}

const details = ({ page }: Studio) => page.getByRole('complementary', { name: 'Conversation details' })

/** What was held is asked anew. */
async function letThrough(studio: Studio): Promise<void> {
  await holdCalls(studio, [])
  await studio.page.reload()
  await studio.desktop.conversations.waitFor()
}

/** Another device of Alice's signs in, and ends the session of this window. */
async function endFrom({ stage: { server } }: Studio, deviceName: string): Promise<void> {
  await fetch(`http://127.0.0.1:${server.ports.http}/v1/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: 'alice', password: 'demo', device_id: 'at-home', device_name: deviceName }),
  })
  const device = (await server.store.tokens.ofUser('alice', Date.now())).find((token) => token.deviceName === deviceName)
  await server.world.access.end('alice', server.world.sessions.of('alice')[0]!.sessionId, device!.tokenHash)
}

/** While main has not answered yet. */
export const LOADING_SCREENS: readonly Screen[] = [
  {
    name: 'loading-timeline',
    open: async (studio) => {
      await studio.desktop.openConversation('c2c:alice:carol')
      await holdCalls(studio, ['timeline:page'])
      await studio.desktop.openConversation(BOB)
      await studio.page.locator('.skeleton').first().waitFor()
    },
  },
  {
    // Of a database that has just been opened. At a start the list comes with the window.
    name: 'loading-list',
    open: async (studio) => {
      const account = must(await studio.desktop.call('account:state'))
      if (account.state !== 'signed_in') throw new Error('nobody is signed in')
      await holdCalls(studio, ['conversations:list'])
      await tell(studio, 'account', { state: 'signed_out', forms: [account.form] })
      await studio.page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
      await tell(studio, 'account', account)
      await studio.page.getByRole('navigation').waitFor()
      await studio.page.locator('.skeleton').first().waitFor()
    },
    close: letThrough,
  },
  {
    // The window has just come, and knows of nobody's members.
    name: 'loading-members',
    open: async (studio) => {
      await holdCalls(studio, ['conversations:members'])
      await studio.desktop.openConversation(GALLERY.cards)
      await details(studio).locator('.skeleton').first().waitFor()
    },
    close: letThrough,
  },
  ...(['Media', 'Files'] as const).map((tab): Screen => ({
    name: `loading-shelf-${tab.toLowerCase()}`,
    open: async (studio) => {
      await studio.desktop.openConversation(GALLERY.cards)
      await holdCalls(studio, ['shelf:page'])
      await studio.page.getByRole('button', { name: 'Media and files' }).click()
      await studio.page.getByRole('tab', { name: tab, exact: true }).click()
      await studio.page.getByTestId('shelf-skeleton').waitFor()
    },
    close: async (studio) => {
      await holdCalls(studio, [])
      await studio.page.getByTestId('shelf').getByRole('button', { name: 'Close' }).click()
    },
  })),
]

/** Troubles of a window that is signed in as Alice; each is deeper than the one before. */
export const TROUBLE_SCREENS: readonly Screen[] = [
  {
    name: 'state-disk-full',
    open: async (studio) => {
      await studio.desktop.openConversation(BOB)
      await tell(studio, 'sync', { state: 'store_blocked', code: 'SQLITE_FULL' })
      await banner(studio, 'disk').waitFor()
    },
    close: (studio) => tell(studio, 'sync', { state: 'idle' }),
  },
  {
    name: 'state-store-busy',
    open: async (studio) => {
      await studio.desktop.openConversation(BOB)
      await tell(studio, 'sync', { state: 'store_blocked', code: 'busy' })
      await banner(studio, 'busy').waitFor()
    },
    close: (studio) => tell(studio, 'sync', { state: 'idle' }),
  },
  {
    name: 'state-repaired',
    open: async (studio) => {
      const state = await studio.desktop.call('account:state')
      if (!state.ok || state.value.state !== 'signed_in') throw new Error('nobody is signed in')
      await tell(studio, 'account', { ...state.value, repaired: { at: Date.now(), drafts: 2, messages: 1 } })
      await banner(studio, 'repaired').waitFor()
    },
    close: (studio) => banner(studio, 'repaired').getByRole('button').click(),
  },
  {
    name: 'state-kicked',
    open: async (studio) => {
      const { server } = studio.stage
      const here = server.world.sessions.of('alice')[0]!
      const elsewhere = await Colleague.join(server, 'alice', here.deviceId)
      await banner(studio, 'kicked').waitFor()
      await elsewhere.leave()
    },
  },
  {
    name: 'state-kicked-by-device',
    open: async (studio) => {
      await reconnect(studio)
      await studio.page.locator('[data-testid=connection-light][data-state-name=online]').waitFor()
      await endFrom(studio, 'ThinkPad 家里')
      await banner(studio, 'kicked').getByText('ThinkPad 家里').waitFor()
    },
  },
  {
    name: 'state-password',
    open: async (studio) => {
      await studio.stage.server.store.tokens.removeOfUser('alice')
      await reconnect(studio)
      await banner(studio, 'password').waitFor()
    },
  },
]

/** Signed in as somebody to whom nobody has spoken yet. */
export const FIRST_RUN_SCREENS: readonly Screen[] = [
  { name: 'state-first-run', open: ({ page }) => page.getByText('No conversations yet').waitFor() },
  {
    name: 'state-first-run-diagnostics',
    open: ({ page }) => page.getByRole('navigation').getByRole('button', { name: 'Diagnostics' }).click(),
    close: ({ page }) =>
      page
        .getByRole('navigation')
        .getByRole('button', { name: /^Chats/ })
        .click(),
  },
]

/** The server goes away; nothing comes after these. */
export const OFFLINE_SCREENS: readonly Screen[] = [
  {
    name: 'state-offline',
    open: async (studio) => {
      await studio.desktop.openConversation('c2c:alice:carol')
      await studio.stage.server.close()
      await banner(studio, 'offline').waitFor()
      await studio.desktop.send('我先记在这里，网络好了自动发')
      await studio.desktop.send('And the agenda for Monday')
      await studio.page.getByText('2 messages go out when you are back').waitFor()
      await studio.desktop.waitForDelivery('queued')
    },
  },
  {
    name: 'state-offline-waiting',
    open: async ({ desktop, page }) => {
      await desktop.choose(desktop.message('And the agenda for Monday'), 'Delivery details')
      await page.getByRole('dialog').getByText('It goes out as soon as the connection is back').waitFor()
    },
  },
  {
    name: 'state-offline-connection',
    open: async ({ page }) => {
      await page.getByTestId('connection-light').click()
      await page.getByRole('dialog', { name: 'Connection' }).waitFor()
    },
  },
]
