import { MAX_WRITTEN } from '@shared/long-text'
import { useI18n } from 'vue-i18n'
import { useToastsStore } from '../stores/toasts'
import { useFormat } from './use-format'

/**
 * A text that is too much for a field is refused whole, and in words: nothing may be cut off, or lost on quitting.
 * @param most characters of the field
 */
export function useTextRefusal(most: number = MAX_WRITTEN): () => void {
  const { t } = useI18n()
  const format = useFormat()
  const toasts = useToastsStore()
  return () => toasts.add({ level: 'warning', title: t('composer.tooMuch'), text: t('composer.tooMuchText', { n: format.number(most) }) })
}
