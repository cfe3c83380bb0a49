import { onScopeDispose, watch } from 'vue'
import { bridge } from './bridge'
import { nextFrame } from './composables/next-frame'
import { useAccountStore } from './stores/account'
import { useConversationsStore } from './stores/conversations'
import { useLinkStore } from './stores/link'
import { usePeopleStore } from './stores/people'
import { useSettingsStore } from './stores/settings'
import { useTransfersStore } from './stores/transfers'
import { useTrialStore } from './stores/trial'
import { subscribe } from './subscribe'

/**
 * Fills the stores when the window opens, and again for each database that is opened. The window asks for everything at
 * once: where somebody is signed in already, the beginning of the list comes with that news and is drawn with it. Resolves once the
 * stores have what main answered; they are followed as long as the scope lives that it is called in.
 */
export async function boot(): Promise<void> {
  const account = useAccountStore()
  const conversations = useConversationsStore()
  const link = useLinkStore()
  const people = usePeopleStore()
  const settings = useSettingsStore()
  const transfers = useTransfersStore()
  const trial = useTrialStore()
  /** Whose values came with the news of the account. */
  let filledKey: string | undefined
  onScopeDispose(subscribe())

  async function loadApp(): Promise<void> {
    const [app, chosen, state, fill] = await Promise.all([
      bridge.call('app:info'),
      bridge.call('settings:get'),
      bridge.call('account:state'),
      askForAccount('conversations:first'),
    ])
    if (app.ok) settings.setApp(app.value)
    if (chosen.ok) settings.setSettings(chosen.value)
    // Whatever came by itself meanwhile is newer.
    if (account.state !== undefined) return
    // Answered before somebody was signed in, those values are nobody's: they are asked for again once it is told.
    if (state.ok && state.value.state === 'signed_in') fill()
    account.setState(state.ok ? state.value : { state: 'signed_out', forms: [] })
    filledKey = account.storeKey
    if (filledKey !== undefined) void nextFrame().then(completeList)
  }

  /** The rest of the list, once its beginning is drawn: of thousands of rows it is most of the work. */
  async function completeList(): Promise<void> {
    const { storeKey } = account
    const list = await bridge.call('conversations:list')
    // Of another account meanwhile, that one has asked for its own.
    if (list.ok && account.storeKey === storeKey) conversations.setAll(list.value)
  }

  /**
   * Asks for everything of the account that is signed in; what it resolves to puts the answers into the stores.
   * @param rows how much of the list: a beginning without any rows tells nothing
   */
  async function askForAccount(rows: 'conversations:list' | 'conversations:first' = 'conversations:list'): Promise<() => void> {
    const [list, connection, sync, own, made, moving] = await Promise.all([
      bridge.call(rows),
      bridge.call('connection:status'),
      bridge.call('sync:status'),
      bridge.call('presence:own'),
      bridge.call('trial:state'),
      bridge.call('transfers:list'),
    ])
    return () => {
      if (list.ok && (rows === 'conversations:list' || list.value.length > 0)) conversations.setAll(list.value)
      if (connection.ok) link.setConnection(connection.value)
      if (sync.ok) link.setSync(sync.value)
      if (own.ok) people.setOwn(own.value)
      if (made.ok) trial.setState(made.value)
      if (moving.ok) transfers.setAll(moving.value.transfers, moving.value.isPaused)
    }
  }

  watch(
    () => account.storeKey,
    async (storeKey) => {
      const isFilled = storeKey === filledKey
      filledKey = undefined
      if (storeKey === undefined || isFilled) return
      const fill = await askForAccount()
      fill()
    },
  )
  await loadApp()
}
