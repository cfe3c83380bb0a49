import type { ConversationId } from '@shared/ids'
import type { Person } from '@shared/roster'
import { useI18n } from 'vue-i18n'
import { bridge } from '../bridge'
import { useToastsStore } from '../stores/toasts'
import { useReport } from './use-report'

/** Sends somebody's card. */
export function useSendContact() {
  const { t } = useI18n()
  const toasts = useToastsStore()
  const { report } = useReport()

  /** Resolves to those that it could not be stored for, which were told; all others are on their way. */
  return async (
    { userId, name, avatar }: Pick<Person, 'userId' | 'name' | 'avatar'>,
    to: readonly ConversationId[],
  ): Promise<readonly ConversationId[]> => {
    const content = { kind: 'contact', userId, name: name || userId, ...(avatar === '' ? {} : { avatar }) } as const
    for (const [index, conversationId] of to.entries()) {
      if (!report(await bridge.call('messages:send', { conversationId, content }))) return to.slice(index)
    }
    toasts.add({ level: 'info', title: t('contact.sent'), text: '' })
    return []
  }
}
