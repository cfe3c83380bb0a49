import type { Person } from '@shared/roster'
import { watchDebounced } from '@vueuse/core'
import { computed, type Ref, ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { bridge } from '../bridge'
import { matchesText } from '../model/match-text'
import { nameOrder } from '../model/name-order'
import { useAccountStore } from '../stores/account'
import { useConversationsStore } from '../stores/conversations'

/** The directory, and offline those with whom there is a conversation; by name, without oneself. */
export function useContacts(query: Readonly<Ref<string>>) {
  const { locale } = useI18n()
  const account = useAccountStore()
  const conversations = useConversationsStore()
  const directory = shallowRef<readonly Person[]>([])
  const isLoading = ref(true)

  const people = computed(() => {
    const byId = new Map(directory.value.map((person) => [person.userId, person]))
    for (const { peerId, title, avatar } of conversations.byId.values()) {
      if (peerId === undefined || byId.has(peerId) || !matchesText(query.value, title, peerId)) continue
      byId.set(peerId, { userId: peerId, name: title, avatar, status: '' })
    }
    if (account.me !== undefined) byId.delete(account.me.userId)
    const compare = nameOrder(locale.value)
    return [...byId.values()].sort((a, b) => compare(a.name, b.name))
  })

  watchDebounced(
    query,
    async (asked) => {
      const result = await bridge.call('people:search', { text: asked.trim() })
      if (query.value !== asked) return
      isLoading.value = false
      directory.value = result.ok ? result.value : []
    },
    { debounce: 150, immediate: true },
  )

  return { people, isLoading }
}
