import type { PresenceState } from '@shared/roster'
import { computed } from 'vue'
import { bridge } from '../bridge'
import { useLinkStore } from '../stores/link'
import { usePeopleStore } from '../stores/people'
import { useReport } from './use-report'

/** My own presence: what I chose, what others see of it (nothing while there is no link), and my status text. */
export function useOwnPresence() {
  const link = useLinkStore()
  const people = usePeopleStore()
  const { report } = useReport()

  const chosen = computed(() => people.own.chosen)
  const status = computed(() => people.own.status)
  const shown = computed<PresenceState>(() => (link.isOnline ? people.own.shown : 'unavailable'))

  /** Resolves to whether it is kept; without a link it is said once it is back. */
  async function set(change: { readonly state?: PresenceState; readonly status?: string }): Promise<boolean> {
    const result = await bridge.call('presence:set', change)
    if (report(result)) people.setOwn(result.value)
    return result.ok
  }

  return { chosen, shown, status, set }
}
