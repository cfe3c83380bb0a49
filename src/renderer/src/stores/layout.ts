import type { ConversationId } from '@shared/ids'
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

export type Pane = 'chats' | 'contacts' | 'diagnostics'
export type MessageSearch = { readonly conversationId?: ConversationId; readonly text?: string }

/** What stands beside what in the main window. */
export const useLayoutStore = defineStore('layout', () => {
  const pane = ref<Pane>('chats')
  /** Open from the start where there is room beside the timeline. */
  const hasDetails = ref(globalThis.innerWidth >= 1080)
  /** The search of messages beside the timeline; in one conversation, or in all. */
  const search = shallowRef<MessageSearch>()

  function setPane(next: Pane): void {
    pane.value = next
  }

  function setDetails(isOpen: boolean): void {
    hasDetails.value = isOpen
  }

  /** Asked for again, it takes the focus anew. */
  function openSearch(next: MessageSearch): void {
    search.value = { ...next }
  }

  function closeSearch(): void {
    search.value = undefined
  }

  /** As somebody else finds it; how wide they like it stays. */
  function clear(): void {
    setPane('chats')
    closeSearch()
  }

  return { pane, hasDetails, search, setPane, setDetails, openSearch, closeSearch, clear }
})
