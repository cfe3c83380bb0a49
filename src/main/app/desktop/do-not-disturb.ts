import type { TimeOfDay } from '@shared/setting-spec'
import type { QuietHours, Settings } from '@shared/settings'
import { localDate } from '../../lib/local-time'

/** "Until I turn it off": the last moment that a date can name. */
export const INDEFINITELY = 8_640_000_000_000_000

/** The hour at which "until tomorrow" ends. */
const MORNING_HOUR = 8

/**
 * Whether nothing may call for attention now: do not disturb is on, or these are quiet hours. `now` is epoch ms; quiet
 * hours are read by the zone that the device is in then, so they move with a traveller and with daylight saving.
 */
export function isQuiet(settings: Pick<Settings, 'doNotDisturbUntil' | 'quietHours'>, now: number): boolean {
  return settings.doNotDisturbUntil > now || (settings.quietHours.isOn && isQuietHour(settings.quietHours, minuteOfDay(now)))
}

/**
 * `from` counts, `to` does not. Equal ends are the whole day.
 *
 * ```
 * from < to     ....[=====)....
 * from > to     ====)....[=====      over midnight
 * ```
 */
export function isQuietHour({ isOn, from, to }: QuietHours, minute: number): boolean {
  if (!isOn) return false
  const start = minutesOf(from)
  const end = minutesOf(to)
  if (start < end) return minute >= start && minute < end
  return minute >= start || minute < end
}

/** The next morning by the device's time zone, epoch ms. */
export function tomorrowMorning(now: number): number {
  const date = localDate(now)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1, MORNING_HOUR).getTime()
}

function minuteOfDay(now: number): number {
  const date = localDate(now)
  return date.getHours() * 60 + date.getMinutes()
}

function minutesOf(time: TimeOfDay): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}
