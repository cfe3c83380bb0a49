import { onScopeDispose, watch } from 'vue'
import { bridge } from '../bridge'
import { useAccountStore } from '../stores/account'
import { useConversationsStore } from '../stores/conversations'
import { useLinkStore } from '../stores/link'
import { usePeopleStore } from '../stores/people'
import { useSettingsStore } from '../stores/settings'
import { useTrialStore } from '../stores/trial'
import { subscribe } from '../subscribe'

/** Fills the stores when the window opens, and again for each database that is opened. */
export function useBoot(): void {
  const account = useAccountStore()
  const conversations = useConversationsStore()
  const link = useLinkStore()
  const people = usePeopleStore()
  const settings = useSettingsStore()
  const trial = useTrialStore()
  onScopeDispose(subscribe())

  async function loadApp(): Promise<void> {
    const [app, chosen, state] = await Promise.all([bridge.call('app:info'), bridge.call('settings:get'), bridge.call('account:state')])
    if (app.ok) settings.setApp(app.value)
    if (chosen.ok) settings.setSettings(chosen.value)
    account.setState(state.ok ? state.value : { state: 'signed_out' })
  }

  async function loadAccount(): Promise<void> {
    const [list, connection, sync, own, made] = await Promise.all([
      bridge.call('conversations:list'),
      bridge.call('connection:status'),
      bridge.call('sync:status'),
      bridge.call('presence:own'),
      bridge.call('trial:state'),
    ])
    if (list.ok) conversations.setAll(list.value)
    if (connection.ok) link.setConnection(connection.value)
    if (sync.ok) link.setSync(sync.value)
    if (own.ok) people.setOwn(own.value)
    if (made.ok) trial.setState(made.value)
  }

  watch(
    () => account.storeKey,
    (storeKey) => {
      if (storeKey !== undefined) void loadAccount()
    },
  )
  void loadApp()
}
