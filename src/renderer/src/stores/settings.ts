import { NO_POLICY } from '@shared/policy'
import {
  type AppInfo,
  NO_LIMITS,
  type NotificationLimits,
  type SettingName,
  settingsInForce,
  type SettingsInForce,
  valuesOf,
} from '@shared/settings'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'

export const useSettingsStore = defineStore('settings', () => {
  const inForce = shallowRef<SettingsInForce>(settingsInForce({}))
  const settings = computed(() => valuesOf(inForce.value))
  const app = shallowRef<AppInfo>()
  const policy = computed(() => app.value?.policy ?? NO_POLICY)
  const limits = computed(() => app.value?.notificationLimits ?? NO_LIMITS)
  const isMac = computed(() => app.value?.platform.startsWith('darwin') === true)
  const isLinux = computed(() => app.value?.platform.startsWith('linux') === true)
  /** The language to show: the chosen one, or the system's; Chinese of any kind gets zh-CN, all else English. */
  const locale = computed<'zh-CN' | 'en'>(() => {
    if (settings.value.language !== 'system') return settings.value.language
    const system = app.value?.systemLocale ?? 'zh-CN'
    return system.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
  })

  /** A policy has the last word on it. */
  function isLocked(name: SettingName): boolean {
    return inForce.value[name].isLocked
  }

  function setSettings(next: SettingsInForce): void {
    inForce.value = next
  }

  function setApp(next: AppInfo): void {
    app.value = next
  }

  function setLimits(notificationLimits: NotificationLimits): void {
    if (app.value !== undefined) app.value = { ...app.value, notificationLimits }
  }

  return { inForce, settings, app, policy, limits, isMac, isLinux, locale, isLocked, setSettings, setApp, setLimits }
})
