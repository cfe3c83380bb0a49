import { useI18n } from 'vue-i18n'
import { useToastsStore } from '../stores/toasts'

/** A server that keeps no files: whoever pastes or drops one is told so, instead of seeing nothing happen. */
export function useFileRefusal() {
  const { t } = useI18n()
  const toasts = useToastsStore()

  function refuseFiles(): void {
    toasts.add({ level: 'info', title: t('composer.noFiles'), text: t('composer.noFilesText') })
  }

  return { refuseFiles }
}
