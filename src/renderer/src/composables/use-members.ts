import type { Conversation } from '@shared/conversation'
import { computed, type Ref, watch } from 'vue'
import { bridge } from '../bridge'
import { useAccountStore } from '../stores/account'
import { useLinkStore } from '../stores/link'
import { usePeopleStore } from '../stores/people'

/** The members of a group, read when it is first looked at; events keep them fresh. */
export function useMembers(conversation: Readonly<Ref<Conversation>>) {
  const account = useAccountStore()
  const link = useLinkStore()
  const people = usePeopleStore()
  const members = computed(() => people.members.get(conversation.value.conversationId))
  /** Myself included; 0 without a link, once I have left, and where the server tells nobody's presence. */
  const onlineCount = computed(() => {
    if (!link.isOnline || !link.features.presence || conversation.value.hasLeft) return 0
    return (members.value ?? []).filter(({ userId }) => {
      const { state } = userId === account.me?.userId ? { state: people.own.shown } : (people.presence.get(userId) ?? {})
      return state !== undefined && state !== 'unavailable'
    }).length
  })

  watch(
    () => conversation.value.conversationId,
    async (conversationId) => {
      if (conversation.value.kind !== 'c2g') return
      const result = await bridge.call('conversations:members', { conversationId })
      if (result.ok) people.setMembers(conversationId, result.value)
    },
    { immediate: true },
  )

  return { members, onlineCount }
}
