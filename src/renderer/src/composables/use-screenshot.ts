import type { Conversation } from '@shared/conversation'
import type { ScreenshotTarget } from '@shared/screenshot'
import { onScopeDispose } from 'vue'
import { useI18n } from 'vue-i18n'
import { bridge } from '../bridge'
import { useChosenFilesStore } from '../stores/chosen-files'
import { useConversationsStore } from '../stores/conversations'
import { useDialogsStore } from '../stores/dialogs'
import { useLayoutStore } from '../stores/layout'
import { useLinkStore } from '../stores/link'
import { useToastsStore } from '../stores/toasts'
import { useViewerStore } from '../stores/viewer'
import { useChosenFiles } from './use-chosen-files'
import { useReport } from './use-report'

/** Taking a screenshot: it is edited first, and stands on the sheet of a conversation behind that, or goes to the clipboard. */
export function useScreenshot() {
  const { t } = useI18n()
  const chosen = useChosenFilesStore()
  const conversations = useConversationsStore()
  const dialogs = useDialogsStore()
  const layout = useLayoutStore()
  const link = useLinkStore()
  const toasts = useToastsStore()
  const viewer = useViewerStore()
  const { show } = useChosenFiles()
  const { report } = useReport()

  async function take(conversation: Conversation | undefined, to: ScreenshotTarget): Promise<void> {
    const taken = await bridge.call('screenshots:take', { to })
    if (!report(taken)) return
    if (taken.value.outcome === 'copied') {
      toasts.add({ level: 'info', title: t('screenshot.copied'), text: t('screenshot.copiedText') })
    }
    if (taken.value.outcome !== 'chosen' || conversation === undefined) return
    const { conversationId } = conversation
    // Whatever was looked at meanwhile: it goes to where it was taken for.
    viewer.close()
    layout.setPane('chats')
    conversations.setOpen(conversationId)
    show(conversationId, taken.value.choice)
    const [file] = taken.value.choice.files
    const isThere = chosen.parcels.get(conversationId)?.files.some(({ id }) => id === file?.id)
    if (file?.picture !== undefined && isThere === true) dialogs.open({ dialog: 'edit_picture', conversationId, file })
  }

  /** Wherever one is: to the conversation that is open and can take it, else to the clipboard. */
  function takeHere(): void {
    const { open } = conversations
    const takesFiles = link.features.files && (open?.kind !== 'c2g' || link.features.groups)
    if (open === undefined || open.hasLeft === true || !takesFiles) void take(undefined, 'clipboard')
    else void take(open, 'sheet')
  }

  return { take, takeHere }
}

/** Listens to its keys, and to the tray, as long as the main view stands. */
export function useScreenshotKeys(): void {
  const { takeHere } = useScreenshot()
  onScopeDispose(bridge.on('screenshot-wanted', takeHere))
}
