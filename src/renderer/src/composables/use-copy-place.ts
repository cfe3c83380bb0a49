import { useI18n } from 'vue-i18n'
import type { ChineseSystem } from '../model/map-coordinates'
import { useToastsStore } from '../stores/toasts'
import { useMessageActions } from './use-message-actions'

/** Copies coordinates, and tells in passing what they are where other maps would take them for something else. */
export function useCopyPlace() {
  const toasts = useToastsStore()
  const { t } = useI18n()
  const { copy } = useMessageActions()

  return async (written: string, system: ChineseSystem | undefined): Promise<void> => {
    if (!(await copy(written))) return
    const text = system === undefined ? written : t('card.systemNote', { system })
    toasts.add({ level: 'info', title: t('card.coordinatesCopied'), text })
  }
}
