import type { PresenceState } from '@shared/roster'
import { computed, ref } from 'vue'
import { bridge } from '../bridge'
import { useAccountStore } from '../stores/account'
import { useLinkStore } from '../stores/link'
import { usePeopleStore } from '../stores/people'
import { useReport } from './use-report'

/** My own presence: what I chose, and what others see of it (nothing while there is no link). */
export function useOwnPresence() {
  const account = useAccountStore()
  const link = useLinkStore()
  const people = usePeopleStore()
  const { report } = useReport()
  const chosen = ref<PresenceState>()

  const known = computed(() => (account.me === undefined ? undefined : people.presence.get(account.me.userId)))
  const state = computed<PresenceState>(() => chosen.value ?? known.value?.state ?? 'online')
  const shown = computed<PresenceState>(() => (link.isOnline ? state.value : 'unavailable'))

  async function set(next: PresenceState): Promise<void> {
    const before = chosen.value
    chosen.value = next
    if (!report(await bridge.call('presence:set', { state: next, status: known.value?.status ?? '' })))
      chosen.value = before
  }

  return { state, shown, set }
}
