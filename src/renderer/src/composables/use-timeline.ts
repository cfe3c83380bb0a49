import type { ConversationId } from '@shared/ids'
import type { TimelineAnchor } from '@shared/ipc'
import type { TimelinePage } from '@shared/message'
import { onScopeDispose, ref } from 'vue'
import { bridge } from '../bridge'
import { useTimelineStore } from '../stores/timeline'
import { nextFrame } from './next-frame'

/** Messages per page: about three screens. */
const PAGE = 60

/** Reads one conversation's history in pages. One per open conversation: late answers of another one are dropped. */
export function useTimeline(conversationId: ConversationId) {
  const timeline = useTimelineStore()
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  let isPaging = false
  let opening = 0
  let isDisposed = false
  onScopeDispose(() => {
    isDisposed = true
    if (timeline.window?.conversationId === conversationId) timeline.close()
  })

  /** @param unreadAfter where the "new messages" line stands; `undefined` = no line */
  async function openAt(anchor: TimelineAnchor, unreadAfter: number | undefined): Promise<boolean> {
    const mine = ++opening
    const result = await bridge.call('timeline:page', { conversationId, anchor, limit: PAGE })
    if (isDisposed || mine !== opening) return false
    state.value = result.ok ? 'ready' : 'failed'
    if (result.ok) timeline.open(result.value, unreadAfter)
    return result.ok
  }

  async function loadOlder(): Promise<void> {
    const first = timeline.window?.messages[0]
    if (first === undefined || timeline.window?.hasOlder !== true) return
    await extend(
      { at: 'before', position: first.position, localId: first.localId },
      timeline.addOlder,
      timeline.trimNewer,
    )
  }

  async function loadNewer(): Promise<void> {
    const last = timeline.window?.messages.at(-1)
    if (last === undefined || timeline.window?.hasNewer !== true) return
    await extend({ at: 'after', position: last.position, localId: last.localId }, timeline.addNewer, timeline.trimOlder)
  }

  /**
   * Adds at one end, lets the list settle, then trims the other: both at once would lose the reader's place, and so
   * would the next page before the list has moved to where the reader was.
   */
  async function extend(anchor: TimelineAnchor, add: (page: TimelinePage) => void, trim: () => void): Promise<void> {
    if (isPaging) return
    isPaging = true
    const before = opening
    const result = await bridge.call('timeline:page', { conversationId, anchor, limit: PAGE })
    if (!isDisposed && before === opening && result.ok) {
      add(result.value)
      await nextFrame()
      if (!isDisposed && before === opening) trim()
      await nextFrame()
    }
    isPaging = false
  }

  return { state, openAt, loadOlder, loadNewer }
}
