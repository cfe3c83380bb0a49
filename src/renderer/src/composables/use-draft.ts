import type { ConversationId } from '@shared/ids'
import { useDebounceFn, useEventListener } from '@vueuse/core'
import { onScopeDispose, ref, watch } from 'vue'
import { bridge } from '../bridge'
import { useConversationsStore } from '../stores/conversations'

const SAVE_AFTER_MS = 400

/**
 * The text in the composer of one conversation. It is saved a moment after the last key, and at once when the
 * conversation is left or the window closes.
 */
export function useDraft(conversationId: ConversationId) {
  const conversations = useConversationsStore()
  const saved = ref(conversations.byId.get(conversationId)?.draft ?? '')
  const text = ref(saved.value)

  function flush(): void {
    if (text.value === saved.value) return
    saved.value = text.value
    void bridge.call('conversations:set-draft', { conversationId, draft: text.value })
  }

  const saveSoon = useDebounceFn(flush, SAVE_AFTER_MS)
  watch(text, () => void saveSoon())
  useEventListener(window, 'pagehide', flush)
  onScopeDispose(flush)

  return { text, flush }
}
