import type { Conversation } from '@shared/conversation'
import type { Seq } from '@shared/ids'
import { useDocumentVisibility, useWindowFocus, watchDebounced } from '@vueuse/core'
import { computed, type Ref, ref, watch } from 'vue'
import { bridge } from '../bridge'
import { useTimelineStore } from '../stores/timeline'

/** Marks messages as read once they are on screen in a focused window; read marks only grow. */
export function useReadMarks(conversation: Readonly<Ref<Conversation>>, isAtEnd: Readonly<Ref<boolean>>) {
  const timeline = useTimelineStore()
  const isFocused = useWindowFocus()
  const visibility = useDocumentVisibility()
  const isLooking = computed(() => isFocused.value && visibility.value === 'visible')
  const seenSeq = ref(0)

  /** Nothing to say: `undefined`. On a base server messages have no seq, and all of them are read with 0. */
  const readable = computed(() => {
    const { conversationId, lastSeq, readSeq, unread } = conversation.value
    if (!isLooking.value || timeline.window?.conversationId !== conversationId) return undefined
    const upToSeq = isAtEnd.value ? Math.max(lastSeq, seenSeq.value) : seenSeq.value
    if (upToSeq > readSeq) return upToSeq
    return lastSeq === 0 && unread > 0 && isAtEnd.value ? 0 : undefined
  })

  watchDebounced(
    readable,
    (upToSeq) => {
      if (upToSeq === undefined) return
      void bridge.call('conversations:mark-read', { conversationId: conversation.value.conversationId, upToSeq })
    },
    { debounce: 150, maxWait: 500, immediate: true },
  )

  // Messages that come while nobody looks get the "new messages" line above them.
  watch(
    () => conversation.value.unread,
    (unread, before) => {
      if (unread > 0 && before === 0 && !(isLooking.value && isAtEnd.value))
        timeline.setUnreadAfter(conversation.value.readSeq)
    },
  )

  return { markVisible: (seq: Seq) => (seenSeq.value = Math.max(seenSeq.value, seq)) }
}
