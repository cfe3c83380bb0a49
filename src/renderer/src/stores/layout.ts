import type { ConversationId } from '@shared/ids'
import { useMediaQuery } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'

/** Where there is room for the details beside the timeline; the same width stands in `MainView`. */
const WIDE = '(min-width: 1080px)'

export type Pane = 'chats' | 'contacts' | 'files' | 'diagnostics'
export type MessageSearch = { readonly conversationId?: ConversationId; readonly text?: string }

/** What stands beside what in the main window. */
export const useLayoutStore = defineStore('layout', () => {
  const pane = ref<Pane>('chats')
  /** There is room for the details beside the timeline; the window may get its width only after its page has begun. */
  const isWide = useMediaQuery(WIDE)
  const isWantedBeside = ref(true)
  const isOpenOver = ref(false)
  /** Beside the timeline from the start; over it, in a narrow window, only once they are asked for. */
  const hasDetails = computed(() => (isWide.value ? isWantedBeside.value : isOpenOver.value))
  watch(isWide, () => (isOpenOver.value = false))
  /** What was sent stands in the place of the details. */
  const hasShelf = ref(false)
  /** The search of messages beside the timeline; in one conversation, or in all. */
  const search = shallowRef<MessageSearch>()

  function setPane(next: Pane): void {
    pane.value = next
  }

  function setDetails(isOpen: boolean): void {
    if (isWide.value) isWantedBeside.value = isOpen
    else isOpenOver.value = isOpen
  }

  function setShelf(isOpen: boolean): void {
    hasShelf.value = isOpen
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
    setShelf(false)
  }

  return { pane, isWide, hasDetails, hasShelf, search, setPane, setDetails, setShelf, openSearch, closeSearch, clear }
})
