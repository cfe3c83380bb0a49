import type { Message } from '@shared/message'
import { useI18n } from 'vue-i18n'
import { FAILURE_CODES } from '../model/message-failures'

/** Why a message of mine was not sent, in words; a code that nobody knows here is shown as it is. */
export function useFailureText() {
  const { t } = useI18n()
  return (failure: Message['failure']): string => {
    const code = FAILURE_CODES.find((known) => known === failure?.code)
    return code === undefined ? t('failure.other', { code: failure?.code ?? '' }) : t(`failure.${code}`)
  }
}
