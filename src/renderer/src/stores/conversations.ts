import type { Conversation } from '@shared/conversation'
import type { ConversationId } from '@shared/ids'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { ListFilter } from '../model/conversation-list'

export const useConversationsStore = defineStore('conversations', () => {
  const byId = shallowRef<ReadonlyMap<ConversationId, Conversation>>(new Map())
  const isLoaded = ref(false)
  const openId = ref<ConversationId>()
  const filter = ref<ListFilter>('all')
  const query = ref('')
  const open = computed(() => (openId.value === undefined ? undefined : byId.value.get(openId.value)))

  function setAll(conversations: readonly Conversation[]): void {
    byId.value = new Map(conversations.map((conversation) => [conversation.conversationId, conversation]))
    isLoaded.value = true
  }

  function upsert(conversations: readonly Conversation[]): void {
    const next = new Map(byId.value)
    for (const conversation of conversations) next.set(conversation.conversationId, conversation)
    byId.value = next
  }

  function setOpen(conversationId: ConversationId | undefined): void {
    openId.value = conversationId
  }

  function setFilter(next: ListFilter): void {
    filter.value = next
  }

  function setQuery(next: string): void {
    query.value = next
  }

  function clear(): void {
    byId.value = new Map()
    isLoaded.value = false
    openId.value = undefined
    filter.value = 'all'
    query.value = ''
  }

  return { byId, isLoaded, openId, open, filter, query, setAll, upsert, setOpen, setFilter, setQuery, clear }
})
