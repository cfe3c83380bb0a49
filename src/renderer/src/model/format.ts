const MINUTE = 60_000
const DAY = 86_400_000

/** Words that `Intl` does not give in the form we want, from the locale files. */
export type DayWords = { readonly today: string; readonly yesterday: string }

/** A language, and a time zone by its IANA name. */
export type Place = { readonly locale: string; readonly zone: string }

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making a format is slow, a list needs hundreds: one of each per language and zone is kept. */
function format({ locale, zone }: Place, key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = `${locale} ${zone} ${key}`
  let made = formats.get(id)
  if (made === undefined) formats.set(id, (made = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone })))
  return made
}

/** The zone of this computer now; the system may change it under way. */
export function currentTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

const QUARTER = 15 * MINUTE
/** Quarters of an hour whose day is remembered, some years of them. */
const MAX_QUARTERS = 100_000
let known: { readonly zone: string; readonly days: Map<number, number> } = { zone: '', days: new Map() }

/** The day that a moment falls on in a zone, in days since 1970. Days begin at whole quarters of an hour everywhere. */
function localDay(at: number, zone: string): number {
  if (known.zone !== zone || known.days.size > MAX_QUARTERS) known = { zone, days: new Map() }
  const quarter = Math.floor(at / QUARTER)
  let day = known.days.get(quarter)
  if (day === undefined) {
    const date = format({ locale: 'en', zone }, 'parts', { year: 'numeric', month: 'numeric', day: 'numeric', calendar: 'iso8601' })
    const parts = new Map(date.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
    day = Date.UTC(parts.get('year') ?? 0, (parts.get('month') ?? 1) - 1, parts.get('day')) / DAY
    known.days.set(quarter, day)
  }
  return day
}

/** Local days between two moments: 0 on the same day, 1 when `at` was yesterday. */
export function daysBetween(at: number, now: number, zone: string): number {
  return localDay(now, zone) - localDay(at, zone)
}

function isSameYear(at: number, now: number, zone: string): boolean {
  const yearOf = (moment: number): number => new Date(localDay(moment, zone) * DAY).getUTCFullYear()
  return yearOf(at) === yearOf(now)
}

export function formatClock(at: number, place: Place): string {
  return format(place, 'clock', { hour: '2-digit', minute: '2-digit', hour12: false, hourCycle: 'h23' }).format(at)
}

/** With milliseconds, for the delivery details. */
export function formatPreciseTime(at: number, place: Place): string {
  return format(place, 'precise', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  }).format(at)
}

/** The time in the conversation list: clock, yesterday, weekday, date. */
export function formatListTime(at: number, now: number, place: Place, words: DayWords): string {
  const days = daysBetween(at, now, place.zone)
  if (days <= 0) return formatClock(at, place)
  if (days === 1) return words.yesterday
  if (days < 7) return format(place, 'weekday', { weekday: 'short' }).format(at)
  if (isSameYear(at, now, place.zone)) {
    return format(place, 'monthDay', { month: 'short', day: 'numeric' }).format(at)
  }
  return format(place, 'numeric', { year: 'numeric', month: 'numeric', day: 'numeric' }).format(at)
}

/** The divider above a day of the timeline. */
export function formatDay(at: number, now: number, place: Place, words: DayWords): string {
  const days = daysBetween(at, now, place.zone)
  if (days === 0) return words.today
  if (days === 1) return words.yesterday
  if (isSameYear(at, now, place.zone)) {
    return format(place, 'day', { month: 'short', day: 'numeric', weekday: 'short' }).format(at)
  }
  return format(place, 'dayYear', { year: 'numeric', month: 'short', day: 'numeric', weekday: 'short' }).format(at)
}

/** A day by itself, with its year. */
export function formatDate(at: number, place: Place): string {
  return format(place, 'date', { year: 'numeric', month: 'short', day: 'numeric' }).format(at)
}

/** A month and its year. */
export function formatMonth(at: number, place: Place): string {
  return format(place, 'month', { month: 'long', year: 'numeric' }).format(at)
}

export function formatDateTime(at: number, place: Place): string {
  return format(place, 'dateTime', {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at)
}

/** "3 minutes ago"; `justNow` stands for less than one. */
export function formatAgo(at: number, now: number, locale: string, justNow: string): string {
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const elapsed = Math.max(0, now - at)
  if (elapsed < MINUTE) return justNow
  if (elapsed < 60 * MINUTE) return apart(relative.format(-Math.floor(elapsed / MINUTE), 'minute'))
  if (elapsed < DAY) return apart(relative.format(-Math.floor(elapsed / (60 * MINUTE)), 'hour'))
  return apart(relative.format(-Math.floor(elapsed / DAY), 'day'))
}

/** Chinese numbers and units stand apart, as everywhere else in our texts; `Intl` sets them close. */
function apart(text: string): string {
  return text.replace(/(\d)(?=\p{Script=Han})/gu, '$1 ')
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** Bytes in 1,024s: `18.4 MB`. */
export function formatBytes(bytes: number, locale: string): string {
  const unit = unitOf(bytes)
  return `${inUnit(bytes, unit, locale)} ${UNITS[unit]}`
}

/** A part of something in the unit of the whole: `11.8` and `18.4 MB`. */
export function formatBytesOf(part: number, whole: number, locale: string): { readonly part: string; readonly whole: string } {
  return { part: inUnit(Math.min(part, whole), unitOf(whole), locale), whole: formatBytes(whole, locale) }
}

function unitOf(bytes: number): number {
  let unit = 0
  for (let value = bytes; value >= 1024 && unit < UNITS.length - 1; value /= 1024) unit++
  return unit
}

function inUnit(bytes: number, unit: number, locale: string): string {
  const value = bytes / 1024 ** unit
  return new Intl.NumberFormat(locale, { maximumFractionDigits: unit === 0 || value >= 100 ? 0 : 1 }).format(value)
}

/** Seconds as `0:23` or `1:02:03`. */
export function formatSeconds(seconds: number): string {
  const total = Math.max(0, Math.round(seconds))
  const rest = `${String(Math.floor(total / 60) % 60)}:${String(total % 60).padStart(2, '0')}`
  return total < 3600 ? rest : `${Math.floor(total / 3600)}:${rest.padStart(5, '0')}`
}

/** A length of time for details: `42 ms`, `3.1 sec`, then whole minutes: `2 min`, `1 hr 5 min`. */
export function formatElapsed(ms: number, locale: string): string {
  const part = (value: number, unit: string, maximumFractionDigits = 0): string =>
    apart(new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits }).format(value))
  if (ms < 1000) return part(ms, 'millisecond')
  if (ms < MINUTE) return part(Math.floor(ms / 100) / 10, 'second', 1)
  const minutes = Math.floor(ms / MINUTE)
  const hours = Math.floor(minutes / 60)
  const [whole, rest] = [part(hours, 'hour'), part(minutes % 60, 'minute')]
  if (hours === 0) return rest
  return minutes % 60 === 0 ? whole : `${whole} ${rest}`
}

/** Time that something still takes: whole seconds, never none, then minutes and hours, then whole days. */
export function formatLeft(seconds: number, locale: string): string {
  const whole = Math.max(1, Math.ceil(seconds))
  if (whole < 86_400) return formatElapsed(whole * 1000, locale)
  const days = Math.min(999, Math.round(whole / 86_400))
  return apart(new Intl.NumberFormat(locale, { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(days))
}
