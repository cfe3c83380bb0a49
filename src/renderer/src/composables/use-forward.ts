import type { ConversationId } from '@shared/ids'
import type { Message } from '@shared/message'
import { useI18n } from 'vue-i18n'
import { bridge } from '../bridge'
import { useAccountStore } from '../stores/account'
import { useConversationsStore } from '../stores/conversations'
import { useSelectionStore } from '../stores/selection'
import { useUiStore } from '../stores/ui'
import { useReport } from './use-report'

/** Sending messages on to other conversations. */
export function useForward() {
  const { t } = useI18n()
  const account = useAccountStore()
  const conversations = useConversationsStore()
  const selection = useSelectionStore()
  const ui = useUiStore()
  const { report } = useReport()

  /** What a bundle of these messages is called: after the group, or the two people. */
  function titleOf(messages: readonly Message[]): string {
    const id = messages[0]?.conversationId
    const conversation = id === undefined ? undefined : conversations.byId.get(id)
    const title = conversation?.title ?? ''
    const name =
      conversation?.kind === 'c2c'
        ? t('forward.titleOfTwo', { a: title, b: account.me?.name ?? '' })
        : t('forward.titleOfGroup', { title })
    return name.slice(0, 200)
  }

  /** Resolves to whether it is on its way; then what was selected is let go of. */
  async function forward(
    messages: readonly Message[],
    to: readonly ConversationId[],
    as: 'each' | 'bundle',
  ): Promise<boolean> {
    const localIds = messages.map(({ localId }) => localId)
    const result = await bridge.call('messages:forward', { localIds, to, as, title: titleOf(messages) })
    if (!report(result)) return false
    selection.stop()
    ui.addToast({ level: 'info', title: t('forward.done'), text: '' })
    return true
  }

  return { forward, titleOf }
}
