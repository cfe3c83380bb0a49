import type { SettingName, Settings } from '@shared/settings'
import { useI18n } from 'vue-i18n'
import { useSettingsStore } from '../stores/settings'
import { useSettings } from './use-settings'

type NameOf<T> = { [K in SettingName]: Settings[K] extends T ? K : never }[SettingName]
/** Settings that are on or off. */
export type ToggleName = NameOf<boolean>
/** Settings that are one of a few values. */
export type ChoiceName = NameOf<string | number>

/** A setting as its row shows it. */
export interface SettingRow<N extends SettingName> {
  /** Setting it asks main; what is shown follows once it is kept. */
  chosen: Settings[N]
  /** Why it cannot be changed, in words. */
  readonly lock: string | undefined
}

export function useSetting<N extends SettingName>(name: N): SettingRow<N> {
  const { t } = useI18n()
  const store = useSettingsStore()
  const { change } = useSettings()

  return {
    get chosen() {
      return store.settings[name]
    },
    set chosen(value) {
      void change({ [name]: value })
    },
    get lock() {
      if (!store.isLocked(name)) return undefined
      const { entries, source: usual } = store.policy
      const source = entries.find(({ key }) => key === `settings.${name}`)?.source ?? usual
      return source === undefined ? t('settings.locked') : t('settings.lockedBy', { source })
    },
  }
}
