import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import * as format from '../model/format'
import { useMinutes } from './use-now'
import { useTimeZone } from './use-time-zone'

/** The formats of `model/format` in the language that is shown, relative to now. */
export function useFormat() {
  const { t, locale } = useI18n()
  const now = useMinutes()
  const zone = useTimeZone()
  const place = computed(() => ({ locale: locale.value, zone: zone.value }))
  const words = computed(() => ({ today: t('time.today'), yesterday: t('time.yesterday') }))

  return {
    clock: (at: number) => format.formatClock(at, place.value),
    precise: (at: number) => format.formatPreciseTime(at, place.value),
    listTime: (at: number) => format.formatListTime(at, now.value, place.value, words.value),
    day: (at: number) => format.formatDay(at, now.value, place.value, words.value),
    date: (at: number) => format.formatDate(at, place.value),
    month: (at: number) => format.formatMonth(at, place.value),
    dateTime: (at: number) => format.formatDateTime(at, place.value),
    ago: (at: number) => format.formatAgo(at, now.value, locale.value, t('time.justNow')),
    bytes: (bytes: number) => format.formatBytes(bytes, locale.value),
    bytesOf: (part: number, whole: number) => format.formatBytesOf(part, whole, locale.value),
    left: (seconds: number) => format.formatLeft(seconds, locale.value),
    seconds: (seconds: number) => format.formatSeconds(seconds),
    elapsed: (ms: number) => format.formatElapsed(ms, locale.value),
    /** Local days from one moment to another. */
    daysBetween: (at: number, then: number) => format.daysBetween(at, then, zone.value),
    number: (value: number) => new Intl.NumberFormat(locale.value).format(value),
  }
}
