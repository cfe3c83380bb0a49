import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { disturbAgainAt } from '../model/do-not-disturb'
import { useSettingsStore } from '../stores/settings'
import { useFormat } from './use-format'
import { useMinutes } from './use-now'
import { useSettings } from './use-settings'

/** A pause that ends later than this has no end that is worth naming: the tray's "until I turn it off". */
const NAMED_MS = 7 * 86_400_000

/** Do not disturb, as one switch: for those who have just said that they are busy. */
export function usePause() {
  const { t } = useI18n()
  const store = useSettingsStore()
  const format = useFormat()
  const now = useMinutes()
  const { change } = useSettings()

  const until = computed(() => store.settings.doNotDisturbUntil)
  const isPaused = computed(() => until.value > now.value)
  const label = computed(() => {
    if (!isPaused.value) return t('presence.pause')
    if (until.value - now.value > NAMED_MS) return t('presence.pausedOpenEnd')
    return t('presence.paused', { time: format.listTime(until.value) })
  })

  function toggle(): void {
    void change({ doNotDisturbUntil: isPaused.value ? 0 : disturbAgainAt('tomorrow', Date.now()) })
  }

  return { isPaused, label, toggle }
}
