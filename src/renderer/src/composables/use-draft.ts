import type { ConversationId } from '@shared/ids'
import { useDebounceFn, useEventListener } from '@vueuse/core'
import { onScopeDispose, type Ref, ref, watch } from 'vue'
import { bridge } from '../bridge'
import { useConversationsStore } from '../stores/conversations'

const SAVE_AFTER_MS = 400

/**
 * The text in the composer: that of the conversation on screen, each has its own. It is saved a moment after the last
 * key, and at once when the conversation is left or the window closes.
 */
export function useDraft(conversationId: Readonly<Ref<ConversationId>>) {
  const conversations = useConversationsStore()
  /** Nobody else writes drafts: what main was told here is newer than what it has said back. */
  const told = new Map<ConversationId, string>()
  let shownId = conversationId.value
  const text = ref(draftOf(shownId))

  function draftOf(id: ConversationId): string {
    return told.get(id) ?? conversations.byId.get(id)?.draft ?? ''
  }

  function save(id: ConversationId, draft: string): void {
    if (draft === draftOf(id)) return
    told.set(id, draft)
    void bridge.call('conversations:set-draft', { conversationId: id, draft })
  }

  const flush = (): void => save(shownId, text.value)

  /** Takes off what was sent: what was typed while it was being stored belongs to the next message. */
  function takeOff(id: ConversationId, sent: string): void {
    const written = id === shownId ? text.value : draftOf(id)
    const rest = written.startsWith(sent) ? written.slice(sent.length) : written
    if (id === shownId) text.value = rest
    save(id, rest)
  }

  const saveSoon = useDebounceFn(flush, SAVE_AFTER_MS)
  watch(text, () => void saveSoon())
  watch(
    conversationId,
    (next) => {
      flush()
      shownId = next
      text.value = draftOf(next)
    },
    { flush: 'sync' },
  )
  useEventListener(window, 'pagehide', flush)
  onScopeDispose(flush)

  return { text, takeOff }
}
