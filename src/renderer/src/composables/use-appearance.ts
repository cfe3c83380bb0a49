import { useMediaQuery } from '@vueuse/core'
import { watchEffect } from 'vue'
import { useI18n } from 'vue-i18n'
import { useSettingsStore } from '../stores/settings'

/** Puts the chosen theme and language on the document. Zoom is the window's, so main applies it. */
export function useAppearance(): void {
  const store = useSettingsStore()
  const { locale } = useI18n()
  const prefersDark = useMediaQuery('(prefers-color-scheme: dark)')

  watchEffect(() => {
    const { theme } = store.settings
    document.documentElement.dataset.theme = theme === 'system' ? (prefersDark.value ? 'dark' : 'light') : theme
  })
  watchEffect(() => {
    locale.value = store.locale
    document.documentElement.lang = store.locale
  })
}
