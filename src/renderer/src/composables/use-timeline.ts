import type { ConversationId } from '@shared/ids'
import type { TimelineAnchor } from '@shared/ipc'
import type { TimelinePage } from '@shared/message'
import { onScopeDispose, type Ref, ref } from 'vue'
import { bridge } from '../bridge'
import { lastScreens } from '../model/last-screens'
import { useTimelineStore } from '../stores/timeline'
import { nextFrame } from './next-frame'

/** Messages of the page that opens a conversation, on each side of its place: a screen, all of it drawn before anything is seen. */
const FIRST_PAGE = 30
/** Messages of every further page; each is drawn while somebody may be scrolling. */
const PAGE = 40
/** px above the view that are drawn when a conversation is opened at its end; more come once somebody rests or moves. */
const FIRST_AHEAD = 400

/**
 * Reads one conversation's history in pages. One per open conversation: late answers of another one are dropped.
 * @param pane where it is shown, as high as its view or a little higher
 */
export function useTimeline(conversationId: ConversationId, pane: Readonly<Ref<HTMLElement | null>>) {
  const timeline = useTimelineStore()
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const isPaging = ref(false)
  let opening = 0
  let isDisposed = false
  onScopeDispose(() => {
    isDisposed = true
    if (timeline.window?.conversationId === conversationId) timeline.close()
  })

  /**
   * The page that is now on screen; `undefined` where there is none, or somebody went elsewhere meanwhile.
   * @param lineIn behind which seq the "new messages" line stands; `undefined` = no line
   */
  async function openAt(anchor: TimelineAnchor, lineIn: (page: TimelinePage) => number | undefined): Promise<TimelinePage | undefined> {
    const mine = ++opening
    const result = await bridge.call('timeline:page', { conversationId, anchor, limit: anchor.at === 'end' ? FIRST_PAGE : 2 * FIRST_PAGE })
    if (isDisposed || mine !== opening) return undefined
    state.value = result.ok ? 'ready' : 'failed'
    if (!result.ok) return undefined
    const page = isOfEnd(anchor, result.value) ? lastScreens(result.value, viewPx() + FIRST_AHEAD) : result.value
    timeline.open(page, lineIn(page))
    return page
  }

  /** px; of what is not drawn yet as much as there can be. */
  function viewPx(): number {
    const px = pane.value?.clientHeight ?? 0
    return px > 0 ? px : window.innerHeight
  }

  async function loadOlder(): Promise<void> {
    const first = timeline.window?.messages[0]
    if (first === undefined || timeline.window?.hasOlder !== true) return
    await extend({ at: 'before', position: first.position, localId: first.localId }, timeline.addOlder, timeline.trimNewer)
  }

  async function loadNewer(): Promise<void> {
    const last = timeline.window?.messages.at(-1)
    if (last === undefined || timeline.window?.hasNewer !== true) return
    await extend({ at: 'after', position: last.position, localId: last.localId }, timeline.addNewer, timeline.trimOlder)
  }

  /** Adds at one end, lets the list settle, then trims the other: both at once could lose the reader's place. */
  async function extend(anchor: TimelineAnchor, add: (page: TimelinePage) => void, trim: () => void): Promise<void> {
    if (isPaging.value) return
    isPaging.value = true
    const before = opening
    const result = await bridge.call('timeline:page', { conversationId, anchor, limit: PAGE })
    if (!isDisposed && before === opening && result.ok) {
      add(result.value)
      await nextFrame()
      if (!isDisposed && before === opening) trim()
    }
    isPaging.value = false
  }

  return { state, isPaging, openAt, loadOlder, loadNewer }
}

/** It is shown with its newest message in view. */
function isOfEnd({ at }: TimelineAnchor, { hasNewer, unread }: TimelinePage): boolean {
  return !hasNewer && (at === 'end' || (at === 'unread' && unread === 0))
}
