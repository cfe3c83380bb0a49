import { useEventListener } from '@vueuse/core'
import { listConversations, neighbour } from '../model/conversation-list'
import { type Shortcut, shortcutOf } from '../model/shortcuts'
import { USUAL_ZOOM, zoomBy } from '../model/zoom'
import { useConversationsStore } from '../stores/conversations'
import { useSelectionStore } from '../stores/selection'
import { useSettingsStore } from '../stores/settings'
import { useDialogsStore } from '../stores/dialogs'
import { useLayoutStore } from '../stores/layout'
import { useConversationActions } from './use-conversation-actions'
import { useCovered } from './use-covered'
import { useSettings } from './use-settings'

/** The keys that work everywhere in the main window. Menus and dialogs close themselves on Escape first. */
export function useShortcuts(): void {
  const conversations = useConversationsStore()
  const selection = useSelectionStore()
  const settings = useSettingsStore()
  const dialogs = useDialogsStore()
  const layout = useLayoutStore()
  const isCovered = useCovered()
  const { open } = useConversationActions()
  const { change } = useSettings()

  function step(direction: 1 | -1): void {
    const rows = listConversations(conversations.byId.values(), conversations.filter, conversations.query)
    const next = neighbour(rows, conversations.openId, direction)
    if (next !== undefined) open(next)
  }

  /** Without an open conversation there is only one place to search in. */
  function search(isEverywhere: boolean): void {
    if (isCovered.value) return
    const conversationId = isEverywhere || layout.pane !== 'chats' ? undefined : conversations.openId
    if (layout.pane === 'diagnostics' || layout.pane === 'files') layout.setPane('chats')
    layout.openSearch(conversationId === undefined ? {} : { conversationId })
  }

  function zoomTo(zoom: number): void {
    if (zoom !== settings.settings.zoom) void change({ zoom })
  }

  const actions: Readonly<Record<Shortcut, () => void>> = {
    help: () => dialogs.open({ dialog: 'cheat_sheet' }),
    quick_switcher: () => dialogs.open({ dialog: 'quick_switcher' }),
    settings: () => dialogs.open({ dialog: 'settings' }),
    search_here: () => search(false),
    search_everywhere: () => search(true),
    zoom_in: () => zoomTo(zoomBy(1, settings.settings.zoom)),
    zoom_out: () => zoomTo(zoomBy(-1, settings.settings.zoom)),
    zoom_usual: () => zoomTo(USUAL_ZOOM),
    next_chat: () => step(1),
    previous_chat: () => step(-1),
  }

  useEventListener(window, 'keydown', (event) => {
    if (event.isComposing || event.defaultPrevented) return
    const shortcut = shortcutOf(event, settings.isMac)
    if (shortcut !== undefined) actions[shortcut]()
    else if (event.key === 'Escape' && selection.isOn && !isCovered.value) selection.stop()
    else return
    event.preventDefault()
  })
}
