import type { LocalId, Mid } from '@shared/ids'
import type { TimelineAnchor } from '@shared/ipc'
import type { TimelinePage } from '@shared/message'
import { useTimeoutFn } from '@vueuse/core'
import { nextTick, type Ref, ref } from 'vue'
import type { TimelineWindow } from '../model/timeline-window'

/** How long a message that was jumped to stays marked, in ms. */
const FLASH_MS = 1600

/** Going to one message, wherever in the history it is. */
export function useTimelineJump(
  window: Readonly<Ref<TimelineWindow | undefined>>,
  openAt: (anchor: TimelineAnchor) => Promise<TimelinePage | undefined>,
  scrollTo: (localId: LocalId) => void,
) {
  const flashId = ref<LocalId>()
  const flashEnd = useTimeoutFn(() => (flashId.value = undefined), FLASH_MS, { immediate: false })

  async function show(isIt: (message: TimelineWindow['messages'][number]) => boolean, anchor: TimelineAnchor): Promise<void> {
    let message = window.value?.messages.find(isIt)
    if (message === undefined && (await openAt(anchor)) !== undefined) message = window.value?.messages.find(isIt)
    if (message !== undefined) await aimAt(message)
  }

  /** Always read anew: what the window holds first may not be the first of that day. */
  async function jumpToTime(time: number): Promise<void> {
    if ((await openAt({ at: 'date', time })) === undefined) return
    const messages = window.value?.messages ?? []
    const message = messages.find(({ at }) => at >= time) ?? messages.at(-1)
    if (message !== undefined) await aimAt(message)
  }

  async function aimAt(message: TimelineWindow['messages'][number]): Promise<void> {
    flashId.value = message.localId
    flashEnd.start()
    await nextTick()
    scrollTo(message.localId)
  }

  return {
    flashId,
    jumpToTime,
    jumpTo: (localId: LocalId) => show((message) => message.localId === localId, { at: 'message', localId }),
    jumpToMid: (mid: Mid) => show((message) => message.mid === mid, { at: 'mid', mid }),
  }
}
