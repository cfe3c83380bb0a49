import type { Choice } from '@shared/file'
import type { ConversationId } from '@shared/ids'
import { tell } from '../bridge'
import { useSelectionStore } from '../stores/selection'
import { useViewerStore } from '../stores/viewer'
import { useChosenFiles } from './use-chosen-files'
import { useConversationActions } from './use-conversation-actions'

/** Files that came from outside the window, once it is known to whom they go. */
export function useGivenFiles() {
  const selection = useSelectionStore()
  const viewer = useViewerStore()
  const { show } = useChosenFiles()
  const { open } = useConversationActions()

  /** Opens the conversation with the sheet over it: they are seen once more before they go. */
  function bring(conversationId: ConversationId, given: Choice): void {
    selection.stop()
    viewer.close()
    open({ conversationId })
    show(conversationId, given)
  }

  /** They are not to be sent after all. */
  function discard({ files }: Choice): void {
    if (files.length > 0) tell('files:discard', { ids: files.map(({ id }) => id) })
  }

  return { bring, discard }
}
