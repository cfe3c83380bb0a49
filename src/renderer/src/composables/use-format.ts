import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import * as format from '../model/format'
import { useMinutes } from './use-now'

/** The formats of `model/format` in the language that is shown, relative to now. */
export function useFormat() {
  const { t, locale } = useI18n()
  const now = useMinutes()
  const words = computed(() => ({ today: t('time.today'), yesterday: t('time.yesterday') }))

  return {
    clock: (at: number) => format.formatClock(at, locale.value),
    precise: (at: number) => format.formatPreciseTime(at, locale.value),
    listTime: (at: number) => format.formatListTime(at, now.value, locale.value, words.value),
    day: (at: number) => format.formatDay(at, now.value, locale.value, words.value),
    date: (at: number) => format.formatDate(at, locale.value),
    dateTime: (at: number) => format.formatDateTime(at, locale.value),
    ago: (at: number) => format.formatAgo(at, now.value, locale.value),
    bytes: (bytes: number) => format.formatBytes(bytes, locale.value),
    seconds: (seconds: number) => format.formatSeconds(seconds),
    elapsed: (ms: number) => format.formatElapsed(ms, locale.value),
    number: (value: number) => new Intl.NumberFormat(locale.value).format(value),
  }
}
