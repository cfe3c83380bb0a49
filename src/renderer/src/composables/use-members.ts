import type { Conversation } from '@shared/conversation'
import { computed, type Ref, watch } from 'vue'
import { bridge } from '../bridge'
import { usePeopleStore } from '../stores/people'

/** The members of a group, read when it is first looked at; events keep them fresh. */
export function useMembers(conversation: Readonly<Ref<Conversation>>) {
  const people = usePeopleStore()
  const members = computed(() => people.members.get(conversation.value.conversationId))
  const onlineCount = computed(
    () =>
      (members.value ?? []).filter((member) => {
        const state = people.presence.get(member.userId)?.state
        return state !== undefined && state !== 'unavailable'
      }).length,
  )

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
