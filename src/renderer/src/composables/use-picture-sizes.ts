import { PICTURE_SIZES, type PictureSize } from '@shared/settings'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'

/** How large pictures may go, in words. */
export function usePictureSizes() {
  const { t } = useI18n()
  const nameOf = (size: PictureSize): string => (size === 'original' ? t('settings.originalSize') : t('settings.sizeUpTo', { n: size }))
  return { nameOf, options: computed(() => PICTURE_SIZES.map((value) => ({ value, label: nameOf(value) }))) }
}
