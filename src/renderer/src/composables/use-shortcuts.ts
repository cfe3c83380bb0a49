import { useEventListener } from '@vueuse/core'
import { listConversations, neighbour } from '../model/conversation-list'
import { USUAL_ZOOM, zoomBy } from '../model/zoom'
import { useConversationsStore } from '../stores/conversations'
import { useSelectionStore } from '../stores/selection'
import { useSettingsStore } from '../stores/settings'
import { useUiStore } from '../stores/ui'
import { useConversationActions } from './use-conversation-actions'
import { useSettings } from './use-settings'

/** The keys that work everywhere in the main window. Menus and dialogs close themselves on Escape first. */
export function useShortcuts(): void {
  const conversations = useConversationsStore()
  const selection = useSelectionStore()
  const settings = useSettingsStore()
  const ui = useUiStore()
  const { open } = useConversationActions()
  const { change } = useSettings()

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

  function zoomTo(zoom: number): void {
    if (zoom !== settings.settings.zoom) void change({ zoom })
  }

  useEventListener(window, 'keydown', (event) => {
    if (event.isComposing || event.defaultPrevented) return
    const hasCtrl = event.ctrlKey || event.metaKey
    if (event.key === 'F1') ui.openDialog({ dialog: 'cheat_sheet' })
    else if (hasCtrl && !event.shiftKey && event.key.toLowerCase() === 'k') ui.openDialog({ dialog: 'quick_switcher' })
    else if (hasCtrl && event.key === ',') ui.openDialog({ dialog: 'settings' })
    else if (hasCtrl && event.key.toLowerCase() === 'f' && ui.dialog === undefined) search(event.shiftKey)
    else if (hasCtrl && (event.key === '+' || event.key === '=')) zoomTo(zoomBy(1, settings.settings.zoom))
    else if (hasCtrl && event.key === '-') zoomTo(zoomBy(-1, settings.settings.zoom))
    else if (hasCtrl && event.key === '0') zoomTo(USUAL_ZOOM)
    else if (event.altKey && !hasCtrl && event.key === 'ArrowDown') step(1)
    else if (event.altKey && !hasCtrl && event.key === 'ArrowUp') step(-1)
    else if (event.key === 'Escape' && selection.isOn && ui.dialog === undefined) selection.stop()
    else return
    event.preventDefault()
  })
}
