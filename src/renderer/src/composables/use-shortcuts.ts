import { useEventListener } from '@vueuse/core'
import { listConversations, neighbour } from '../model/conversation-list'
import { useConversationsStore } from '../stores/conversations'
import { useSelectionStore } from '../stores/selection'
import { useUiStore } from '../stores/ui'
import { useConversationActions } from './use-conversation-actions'

/** The keys that work everywhere in the main window. Menus and dialogs close themselves on Escape first. */
export function useShortcuts(): void {
  const conversations = useConversationsStore()
  const selection = useSelectionStore()
  const ui = useUiStore()
  const { open } = useConversationActions()

  function step(direction: 1 | -1): void {
    const rows = listConversations(conversations.byId.values(), conversations.filter, conversations.query)
    const next = neighbour(rows, conversations.openId, direction)
    if (next !== undefined) open(next)
  }

  /** Without an open conversation there is only one place to search in. */
  function search(isEverywhere: boolean): void {
    const conversationId = isEverywhere || ui.pane !== 'chats' ? undefined : conversations.openId
    if (ui.pane === 'diagnostics') ui.setPane('chats')
    ui.openSearch(conversationId === undefined ? {} : { conversationId })
  }

  useEventListener(window, 'keydown', (event) => {
    if (event.isComposing || event.defaultPrevented) return
    const hasCtrl = event.ctrlKey || event.metaKey
    if (event.key === 'F1') ui.openDialog({ dialog: 'cheat_sheet' })
    else if (hasCtrl && !event.shiftKey && event.key.toLowerCase() === 'k') ui.openDialog({ dialog: 'quick_switcher' })
    else if (hasCtrl && event.key === ',') ui.openDialog({ dialog: 'settings' })
    else if (hasCtrl && event.key.toLowerCase() === 'f' && ui.dialog === undefined) search(event.shiftKey)
    else if (event.altKey && !hasCtrl && event.key === 'ArrowDown') step(1)
    else if (event.altKey && !hasCtrl && event.key === 'ArrowUp') step(-1)
    else if (event.key === 'Escape' && selection.isOn && ui.dialog === undefined) selection.stop()
    else return
    event.preventDefault()
  })
}
