import { watch } from 'vue'
import { tell } from '../bridge'
import { useConversationsStore } from '../stores/conversations'

/** Tells main which conversation is on screen, so that its gaps are repaired first. */
export function useFocusedConversation(): void {
  const conversations = useConversationsStore()
  watch(
    () => conversations.openId,
    (conversationId) => {
      tell('conversations:focus', conversationId === undefined ? {} : { conversationId })
    },
    { immediate: true },
  )
}
