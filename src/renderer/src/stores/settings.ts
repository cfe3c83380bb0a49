import { type AppInfo, DEFAULT_SETTINGS, type Settings } from '@shared/settings'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'

export const useSettingsStore = defineStore('settings', () => {
  const settings = shallowRef<Settings>(DEFAULT_SETTINGS)
  const app = shallowRef<AppInfo>()
  const isMac = computed(() => app.value?.platform.startsWith('darwin') === true)
  const isLinux = computed(() => app.value?.platform.startsWith('linux') === true)
  /** The language to show: the chosen one, or the system's; Chinese of any kind gets zh-CN, all else English. */
  const locale = computed<'zh-CN' | 'en'>(() => {
    if (settings.value.language !== 'system') return settings.value.language
    const system = app.value?.systemLocale ?? 'zh-CN'
    return system.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
  })

  function setSettings(next: Settings): void {
    settings.value = next
  }

  function setApp(next: AppInfo): void {
    app.value = next
  }

  return { settings, app, isMac, isLinux, locale, setSettings, setApp }
})
