import type { ConversationId, LocalId } from '@shared/ids'
import type { Gap, Message, TimelinePage } from '@shared/message'
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { TimelinePlace } from '../model/timeline-place'
import * as model from '../model/timeline-window'

/** A message, or the first one of that moment or after it, epoch ms. */
export type JumpTarget = { readonly conversationId: ConversationId } & ({ readonly localId: LocalId } | { readonly time: number })

/** The window of the open conversation; the others are read again when they are opened. */
export const useTimelineStore = defineStore('timeline', () => {
  const window = shallowRef<model.TimelineWindow>()
  /** The "new messages" line stands above the first message of others beyond this seq. */
  const unreadAfterSeq = ref<number>()
  /** The message to bring into view when its conversation is open. */
  const target = shallowRef<JumpTarget>()
  /** Where each conversation was left that was left further up; the others open where reading goes on. */
  const places = new Map<ConversationId, TimelinePlace>()

  function open(page: TimelinePage, unreadAfter: number | undefined): void {
    window.value = model.windowOf(page)
    unreadAfterSeq.value = unreadAfter
  }

  function close(): void {
    window.value = undefined
    unreadAfterSeq.value = undefined
  }

  function change(next: (current: model.TimelineWindow) => model.TimelineWindow): void {
    if (window.value !== undefined) window.value = next(window.value)
  }

  const addOlder = (page: TimelinePage): void => change((current) => model.withOlder(current, page))
  const addNewer = (page: TimelinePage): void => change((current) => model.withNewer(current, page))
  const trimOlder = (): void => change((current) => model.trimOlder(current))
  const trimNewer = (): void => change((current) => model.trimNewer(current))

  function apply(
    upserted: readonly Message[],
    removed: readonly { readonly conversationId: ConversationId; readonly localId: LocalId }[],
  ): void {
    change((current) => {
      const gone = removed.filter((entry) => entry.conversationId === current.conversationId)
      return model.withoutMessages(
        model.withMessages(current, upserted),
        gone.map((entry) => entry.localId),
      )
    })
  }

  function setGaps(conversationId: ConversationId, gaps: readonly Gap[]): void {
    if (window.value?.conversationId === conversationId) change((current) => model.withGaps(current, gaps))
  }

  function setUnreadAfter(seq: number | undefined): void {
    unreadAfterSeq.value = seq
  }

  /** @param place `undefined` = it was left at its end */
  function leaveAt(conversationId: ConversationId, place: TimelinePlace | undefined): void {
    if (place === undefined) places.delete(conversationId)
    else places.set(conversationId, place)
  }

  function setTarget(next: JumpTarget | undefined): void {
    target.value = next
  }

  function clear(): void {
    close()
    setTarget(undefined)
    places.clear()
  }

  return {
    window,
    unreadAfterSeq,
    target,
    open,
    close,
    addOlder,
    addNewer,
    trimOlder,
    trimNewer,
    apply,
    setGaps,
    setUnreadAfter,
    leaveAt,
    setTarget,
    placeIn: (conversationId: ConversationId) => places.get(conversationId),
    clear,
  }
})
