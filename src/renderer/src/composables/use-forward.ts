import type { ConversationId } from '@shared/ids'
import type { BundleOrigin, Message } from '@shared/message'
import { useI18n } from 'vue-i18n'
import { bridge } from '../bridge'
import { useAccountStore } from '../stores/account'
import { useConversationsStore } from '../stores/conversations'
import { useSelectionStore } from '../stores/selection'
import { useToastsStore } from '../stores/toasts'
import { useReport } from './use-report'
import { useSummary } from './use-summary'

/** Sending messages on to other conversations. */
export function useForward() {
  const { t } = useI18n()
  const account = useAccountStore()
  const conversations = useConversationsStore()
  const selection = useSelectionStore()
  const toasts = useToastsStore()
  const summary = useSummary()
  const { report } = useReport()

  /** Where these messages were said: a bundle of them is called after the group, or the two people. */
  function originOf(messages: readonly Message[]): BundleOrigin {
    const id = messages[0]?.conversationId
    const conversation = id === undefined ? undefined : conversations.byId.get(id)
    const title = conversation?.title ?? ''
    return conversation?.kind === 'c2c' ? { kind: 'c2c', names: [title, account.me?.name ?? ''] } : { kind: 'c2g', title }
  }

  /** For those who read the words only. */
  function titleOf(messages: readonly Message[]): string {
    return summary.bundleTitle({ title: '', of: originOf(messages) }).slice(0, 200)
  }

  /** Resolves to whether it is on its way; then what was selected is let go of. */
  async function forward(messages: readonly Message[], to: readonly ConversationId[], as: 'each' | 'bundle'): Promise<boolean> {
    const localIds = messages.map(({ localId }) => localId)
    const result = await bridge.call('messages:forward', { localIds, to, as, title: titleOf(messages), of: originOf(messages) })
    if (!report(result)) return false
    selection.stop()
    toasts.add({ level: 'info', title: t('forward.done'), text: '' })
    return true
  }

  return { forward, titleOf }
}
