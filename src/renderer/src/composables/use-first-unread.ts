import { computed, type Ref, ref, watch } from 'vue'
import { unreadLine } from '../model/first-unread'
import type { TimelineRow } from '../model/timeline-rows'
import { useTimelineStore } from '../stores/timeline'

/** The rows on screen, by their place among all; `undefined` before there are any. */
export type VisibleRows = { readonly first: number; readonly last: number }

/**
 * Whether unread messages wait above what is on screen, as after a jump to a newer one. Once their line has been
 * looked at, nobody is led there again until there are new ones.
 */
export function useFirstUnread(rows: Readonly<Ref<readonly TimelineRow[]>>, visible: Readonly<Ref<VisibleRows | undefined>>) {
  const timeline = useTimelineStore()
  const hasBeenThere = ref(false)
  const line = computed(() =>
    visible.value === undefined
      ? 'none'
      : unreadLine(rows.value, timeline.unreadAfterSeq, visible.value.first, visible.value.last),
  )
  watch(
    () => timeline.unreadAfterSeq,
    () => (hasBeenThere.value = false),
  )
  watch(
    line,
    (now) => {
      if (now === 'here') hasBeenThere.value = true
    },
    { immediate: true },
  )
  return { isAbove: computed(() => line.value === 'above' && !hasBeenThere.value) }
}
