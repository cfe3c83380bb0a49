import type { IpcEvent, IpcEvents } from '../../../src/shared/ipc'
import { Colleague } from './colleague'
import type { Screen, Studio } from './studio'

const BOB = 'c2c:alice:bob'

const banner = ({ page }: Studio, which: string) => page.locator(`[data-banner=${which}]`)

async function reconnect({ page }: Studio): Promise<void> {
  await page.getByTestId('banner').getByRole('button').click()
}

/** What main would tell the window: for a state whose cause, a full disk, is not to be had everywhere. */
async function tell<E extends IpcEvent>({ desktop }: Studio, event: E, value: IpcEvents[E]): Promise<void> {
  const told = [event, value] as const
  await desktop.app.evaluate(({ BrowserWindow }, [name, what]) => {
    BrowserWindow.getAllWindows()[0]!.webContents.send('jim:event', name, what)
  }, told)
}

/** Main does not answer these calls until it is told other ones; an empty list lets all through again. */
async function holdCalls({ desktop }: Studio, channels: readonly string[]): Promise<void> {
  await desktop.app.evaluate(({ ipcMain }, held) => {
    type Handler = (event: unknown, channel: string, argument: unknown) => unknown
    const handlers = (ipcMain as unknown as { readonly _invokeHandlers: Map<string, Handler> })._invokeHandlers
    const main = globalThis as { answerCall?: Handler }
    const answer = (main.answerCall ??= handlers.get('jim:call')!)
    handlers.set('jim:call', (event, channel, argument) =>
      held.includes(channel) ? new Promise(() => undefined) : answer(event, channel, argument),
    )
  }, channels)
}

/** While main has not answered yet. */
export const LOADING_SCREENS: readonly Screen[] = [
  {
    name: 'loading-timeline',
    open: async (studio) => {
      await studio.desktop.openConversation('c2c:alice:carol')
      await holdCalls(studio, ['timeline:page'])
      await studio.desktop.openConversation(BOB)
    },
  },
  {
    name: 'loading-list',
    open: async (studio) => {
      await holdCalls(studio, ['conversations:list'])
      await studio.page.reload()
      await studio.page.getByRole('navigation').waitFor()
    },
    close: async (studio) => {
      await holdCalls(studio, [])
      await studio.page.reload()
      await studio.desktop.conversations.waitFor()
    },
  },
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

/** Signed in on a server that knows only the base of the protocol. */
export const BASE_SCREENS: readonly Screen[] = [
  {
    name: 'state-base-server',
    open: async (studio) => {
      await banner(studio, 'base').waitFor()
      const data = { sender_id: 'bob', receiver_id: 'alice', content: '这台服务器只懂基础协议' }
      studio.stage.base.deliver('alice', 'B101', 7, JSON.stringify({ type: 'text', data }))
      await studio.desktop.openConversation(BOB)
      await studio.desktop.send('Good enough for a hello')
      await studio.desktop.waitForDelivery('sent')
      await studio.desktop.row(BOB).getByRole('img', { name: '1 unread' }).waitFor({ state: 'hidden' })
    },
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
      await studio.desktop.waitForDelivery('queued')
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
