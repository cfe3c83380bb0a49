import type { Message } from '@shared/message'
import { useLayoutStore } from '../stores/layout'
import { useTimelineStore } from '../stores/timeline'
import { useConversationActions } from './use-conversation-actions'

/** Below this width the panels stand over the timeline (see MainView). */
const NARROW = '(max-width: 1079px)'

/** Goes to a message in its conversation; what stands over the timeline in a narrow window makes way. */
export function useOpenMessage() {
  const layout = useLayoutStore()
  const timeline = useTimelineStore()
  const { open } = useConversationActions()

  return ({ conversationId, localId }: Pick<Message, 'conversationId' | 'localId'>): void => {
    timeline.setTarget({ conversationId, localId })
    open({ conversationId })
    if (globalThis.matchMedia(NARROW).matches) layout.closeSearch()
  }
}
