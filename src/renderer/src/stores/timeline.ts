import type { ConversationId, LocalId } from '@shared/ids'
import type { Gap, Message, TimelinePage } from '@shared/message'
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import * as model from '../model/timeline-window'

/** The window of the open conversation; the others are read again when they are opened. */
export const useTimelineStore = defineStore('timeline', () => {
  const window = shallowRef<model.TimelineWindow>()
  /** The "new messages" line stands above the first message of others beyond this seq. */
  const unreadAfterSeq = ref<number>()
  /** Set while rows are added or removed at the start: the list then keeps its place from the end. */
  const isShifting = ref(false)

  function open(page: TimelinePage, unreadAfter: number | undefined): void {
    isShifting.value = false
    window.value = model.windowOf(page)
    unreadAfterSeq.value = unreadAfter
  }

  function close(): void {
    window.value = undefined
    unreadAfterSeq.value = undefined
  }

  function change(isAtStart: boolean, next: (current: model.TimelineWindow) => model.TimelineWindow): void {
    if (window.value === undefined) return
    isShifting.value = isAtStart
    window.value = next(window.value)
  }

  const addOlder = (page: TimelinePage): void => change(true, (current) => model.withOlder(current, page))
  const addNewer = (page: TimelinePage): void => change(false, (current) => model.withNewer(current, page))
  const trimOlder = (): void => change(true, (current) => model.trimOlder(current))
  const trimNewer = (): void => change(false, (current) => model.trimNewer(current))

  function apply(
    upserted: readonly Message[],
    removed: readonly { readonly conversationId: ConversationId; readonly localId: LocalId }[],
  ): void {
    const first = window.value?.messages[0]
    change(false, (current) => {
      const gone = removed.filter((entry) => entry.conversationId === current.conversationId)
      return model.withoutMessages(
        model.withMessages(current, upserted),
        gone.map((entry) => entry.localId),
      )
    })
    // A repair may have put messages before the first one: the reader's place then counts from the end.
    if (first !== undefined && window.value?.messages[0]?.localId !== first.localId) isShifting.value = true
  }

  function setGaps(conversationId: ConversationId, gaps: readonly Gap[]): void {
    if (window.value?.conversationId === conversationId) change(false, (current) => model.withGaps(current, gaps))
  }

  function setUnreadAfter(seq: number | undefined): void {
    unreadAfterSeq.value = seq
  }

  return {
    window,
    unreadAfterSeq,
    isShifting,
    open,
    close,
    addOlder,
    addNewer,
    trimOlder,
    trimNewer,
    apply,
    setGaps,
    setUnreadAfter,
  }
})
