import type { ConversationId } from '@shared/ids'
import { useDebounceFn, useEventListener } from '@vueuse/core'
import { onScopeDispose, type Ref, ref, watch } from 'vue'
import { bridge } from '../bridge'
import { useConversationsStore } from '../stores/conversations'
import { useLinkStore } from '../stores/link'

const SAVE_AFTER_MS = 400

/**
 * The text in the composer: that of the conversation on screen, each has its own. It is saved a moment after the last
 * key, and at once when the conversation is left or the window closes.
 */
export function useDraft(conversationId: Readonly<Ref<ConversationId>>) {
  const conversations = useConversationsStore()
  const link = useLinkStore()
  /** Nobody else writes drafts: what main was told here is newer than what it has said back. */
  const told = new Map<ConversationId, string>()
  const unkept = new Set<ConversationId>()
  let shownId = conversationId.value
  const text = ref(draftOf(shownId))

  function draftOf(id: ConversationId): string {
    return told.get(id) ?? conversations.byId.get(id)?.draft ?? ''
  }

  function save(id: ConversationId, draft: string): void {
    if (draft === draftOf(id)) return
    told.set(id, draft)
    void keep(id, draft)
  }

  /** What cannot be kept, on a full disk for instance, stays here and is tried again; the banner says that it waits. */
  async function keep(id: ConversationId, draft: string): Promise<void> {
    const kept = await bridge.call('conversations:set-draft', { conversationId: id, draft })
    if (kept.ok) unkept.delete(id)
    else unkept.add(id)
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
  watch(
    () => link.sync.state,
    (state) => {
      if (state !== 'store_blocked') for (const id of unkept) void keep(id, draftOf(id))
    },
  )
  useEventListener(window, 'pagehide', flush)
  onScopeDispose(flush)

  return { text, takeOff }
}
