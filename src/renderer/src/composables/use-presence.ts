import type { UserId } from '@shared/ids'
import { watchDebounced } from '@vueuse/core'
import { computed } from 'vue'
import { bridge } from '../bridge'
import { useConversationsStore } from '../stores/conversations'
import { useLinkStore } from '../stores/link'
import { usePeopleStore } from '../stores/people'

/** At most this many people are watched (PROTOCOL 5, `presence.subscribe`). */
const LIMIT = 1000

/**
 * Watches the presence of the people in the open group and in the list, again after each reconnect. Of a longer list
 * than can be watched, the rows in view ask for themselves (`useFollowedPresence`).
 */
export function usePresence(): void {
  const conversations = useConversationsStore()
  const link = useLinkStore()
  const people = usePeopleStore()

  const wanted = computed(() => {
    const ids = new Set<UserId>()
    const open = conversations.openId
    for (const member of open === undefined ? [] : (people.members.get(open) ?? [])) ids.add(member.userId)
    if (conversations.byId.size <= LIMIT) for (const { peerId } of conversations.byId.values()) if (peerId !== undefined) ids.add(peerId)
    return [...ids].slice(0, LIMIT)
  })
  const key = computed(() => (link.isOnline && link.features.presence ? wanted.value.join(' ') : ''))

  watchDebounced(
    key,
    async () => {
      if (key.value === '') return
      const result = await bridge.call('presence:subscribe', { userIds: wanted.value })
      if (result.ok) people.setPresence(result.value)
    },
    { debounce: 200, immediate: true },
  )
}
