import type { Conversation } from '@shared/conversation'
import type { LocalId } from '@shared/ids'
import { useDocumentVisibility, useWindowFocus, watchDebounced } from '@vueuse/core'
import { computed, type Ref, shallowRef, watch } from 'vue'
import { tell } from '../bridge'
import { hasReadUnnumbered, readUpTo, unseenBelow } from '../model/read-up-to'
import type { RowsInView } from '../model/rows-in-view'
import { messagesOf, type TimelineRow } from '../model/timeline-rows'
import type { TimelineWindow } from '../model/timeline-window'
import { useLinkStore } from '../stores/link'
import { useTimelineStore } from '../stores/timeline'
import { useCovered } from './use-covered'

/**
 * Marks messages as read that were drawn in view, in a focused window with nothing standing over it; the mark only
 * grows, and never past a message that was not seen.
 */
export function useReadMarks(
  conversation: Readonly<Ref<Conversation>>,
  window: Readonly<Ref<TimelineWindow | undefined>>,
  rows: Readonly<Ref<readonly TimelineRow[]>>,
  visible: Readonly<Ref<RowsInView | undefined>>,
  isAtEnd: Readonly<Ref<boolean>>,
) {
  const timeline = useTimelineStore()
  const link = useLinkStore()
  const isFocused = useWindowFocus()
  const visibility = useDocumentVisibility()
  const isCovered = useCovered()
  const isLooking = computed(() => isFocused.value && visibility.value === 'visible' && !isCovered.value)
  const seen = shallowRef<ReadonlySet<string>>(new Set())
  /** In which row each message is drawn. */
  const drawn = computed(() => new Map(rows.value.flatMap((row) => messagesOf(row).map(({ localId }) => [localId, row.key] as const))))

  /** What has no row of its own, a recall told in another's place, has nothing to be seen. */
  function hasSeen(localId: LocalId): boolean {
    const key = drawn.value.get(localId)
    return key === undefined || seen.value.has(key)
  }

  /** Up to which seq everything is read, whether or not it has been told yet. */
  const readSeq = computed(() =>
    window.value === undefined ? conversation.value.readSeq : readUpTo(window.value, conversation.value, hasSeen),
  )

  /** Nothing to say: `undefined`. Where messages have no seq all of them are read with 0. */
  const readable = computed(() => {
    // What could not be kept is said again once there is room.
    if (link.sync.state === 'store_blocked') return undefined
    if (window.value === undefined) return undefined
    if (readSeq.value > conversation.value.readSeq) return readSeq.value
    return hasReadUnnumbered(window.value, conversation.value, hasSeen) ? 0 : undefined
  })

  watch(
    [visible, isLooking],
    () => {
      if (!isLooking.value || visible.value === undefined) return
      const fresh = visible.value.seen.filter((key) => !seen.value.has(key))
      if (fresh.length > 0) seen.value = new Set([...seen.value, ...fresh])
    },
    { immediate: true, flush: 'sync' },
  )

  watchDebounced(
    readable,
    (upToSeq) => {
      if (upToSeq === undefined) return
      tell('conversations:mark-read', { conversationId: conversation.value.conversationId, upToSeq })
    },
    { debounce: 150, maxWait: 500, immediate: true },
  )

  // Messages that come while nobody looks get the "new messages" line above them.
  watch(
    () => conversation.value.unread,
    (unread, before) => {
      if (unread > 0 && before === 0 && !(isLooking.value && isAtEnd.value)) timeline.setUnreadAfter(conversation.value.readSeq)
    },
  )

  return {
    readSeq,
    /** Unread messages below what was seen. */
    unseen: computed(() =>
      window.value === undefined ? conversation.value.unread : unseenBelow(window.value, conversation.value, hasSeen),
    ),
  }
}
