import type { ConversationId } from '@shared/ids'
import { fileObstacle } from '../model/file-obstacle'
import { useAccountStore } from '../stores/account'
import { useConversationsStore } from '../stores/conversations'
import { useDialogsStore } from '../stores/dialogs'
import { type DropTarget, useDropStore } from '../stores/drop'
import { useLayoutStore } from '../stores/layout'
import { useLinkStore } from '../stores/link'
import { useSelectionStore } from '../stores/selection'
import { useChosenFiles } from './use-chosen-files'
import { useConversationActions } from './use-conversation-actions'
import type { DropTaker } from './use-drop-guard'
import { useFileRefusal } from './use-file-refusal'

/** Files that are dropped go to the chat under the hand, or to the conversation of the list; a sheet shows them first. */
export function useFileDrop(): DropTaker {
  const account = useAccountStore()
  const conversations = useConversationsStore()
  const dialogs = useDialogsStore()
  const drop = useDropStore()
  const layout = useLayoutStore()
  const link = useLinkStore()
  const selection = useSelectionStore()
  const { takeListed, takeLoose } = useChosenFiles()
  const { open } = useConversationActions()
  const { refuseFiles } = useFileRefusal()

  function placeOf(element: Element): Pick<DropTarget, 'conversationId' | 'place'> | undefined {
    const { current } = dialogs
    if (current !== undefined) return current.dialog === 'files' ? { conversationId: current.conversationId, place: 'sheet' } : undefined
    const row = element.closest<HTMLElement>('[role=option][data-id]')?.dataset.id as ConversationId | undefined
    if (row !== undefined) return { conversationId: row, place: 'row' }
    const isChat = conversations.openId !== undefined && element.closest('[data-drop=chat]') !== null
    return isChat ? { conversationId: conversations.openId!, place: 'chat' } : undefined
  }

  function targetOf(target: EventTarget | null): DropTarget | undefined {
    const place = account.me !== undefined && target instanceof Element ? placeOf(target) : undefined
    const conversation = place && conversations.byId.get(place.conversationId)
    if (place === undefined || conversation === undefined) return undefined
    const obstacle = fileObstacle(conversation, link.features)
    return { ...place, ...(obstacle === undefined ? {} : { obstacle }) }
  }

  async function take({ conversationId, place }: DropTarget, files: readonly File[]): Promise<void> {
    selection.stop()
    if (place === 'row') {
      layout.setPane('chats')
      open({ conversationId })
    }
    if (!(await takeListed(conversationId, files))) await takeLoose(conversationId, files)
  }

  return {
    over({ target }) {
      // It takes them itself.
      if (dialogs.current?.dialog === 'picture') return target instanceof Element && target.closest('[data-drop=picture]') !== null
      if (!link.features.files) return account.me !== undefined
      const next = targetOf(target)
      drop.setTarget(next)
      return next !== undefined && next.obstacle === undefined
    },
    leave: () => drop.setTarget(undefined),
    drop({ target, dataTransfer }) {
      drop.setTarget(undefined)
      if (account.me === undefined || dialogs.current?.dialog === 'picture') return
      if (!link.features.files) return refuseFiles()
      const next = targetOf(target)
      if (next !== undefined && next.obstacle === undefined) void take(next, [...(dataTransfer?.files ?? [])])
    },
  }
}
