import { type Ref, watch } from 'vue'
import { useConversationsStore } from '../stores/conversations'

/** Closes what stands open over one conversation when another is opened: its choice would go to the wrong one. */
export function useClosedOnSwitch(isOpen: Ref<boolean>): void {
  const conversations = useConversationsStore()
  watch(
    () => conversations.openId,
    () => (isOpen.value = false),
  )
}
