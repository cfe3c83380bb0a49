import type { Conversation } from '@shared/conversation'
import { computed, type Ref } from 'vue'
import { isUnreadAbove } from '../model/first-unread'
import type { RowsInView } from '../model/rows-in-view'
import type { TimelineRow } from '../model/timeline-rows'
import type { TimelineWindow } from '../model/timeline-window'

/**
 * Whether unread messages wait above what is on screen, as after a jump to a newer one.
 * @param readSeq up to which seq everything is read
 */
export function useFirstUnread(
  conversation: Readonly<Ref<Conversation>>,
  window: Readonly<Ref<TimelineWindow | undefined>>,
  rows: Readonly<Ref<readonly TimelineRow[]>>,
  visible: Readonly<Ref<RowsInView | undefined>>,
  readSeq: Readonly<Ref<number>>,
) {
  return computed(() => {
    if (conversation.value.unread === 0 || window.value === undefined || visible.value === undefined) return false
    return isUnreadAbove(window.value, rows.value, readSeq.value, visible.value.shown)
  })
}
