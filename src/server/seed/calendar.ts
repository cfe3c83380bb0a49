import type { SeededRandom } from './random'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** The office keeps Shanghai time (UTC+8, no summer time), whatever the machine's zone is. */
const OFFICE_OFFSET_MS = 8 * 3_600_000

/** Hours of talk as minutes of the day: `[from, to)`. */
type Hours = readonly (readonly [from: number, to: number])[]
const workingHours: Hours = [
  [9 * 60, 12 * 60],
  [13 * 60 + 30, 19 * 60],
]
const lunchHours: Hours = [[10 * 60 + 30, 13 * 60 + 30]]

/** A stretch of time that one scene may fill, epoch ms. */
export type Slot = { readonly startsAt: number; readonly lengthMs: number }

/** The starts of the working days (midnight in the office, epoch ms) between two moments, oldest first. */
export function workingDays(from: number, to: number): number[] {
  const days: number[] = []
  const first = Math.floor((from + OFFICE_OFFSET_MS) / DAY_MS)
  const last = Math.floor((to + OFFICE_OFFSET_MS) / DAY_MS)
  for (let day = first; day < last; day += 1) {
    // Day 0 of the epoch was a Thursday.
    const weekday = (day + 4) % 7
    if (weekday !== 0 && weekday !== 6) days.push(day * DAY_MS - OFFICE_OFFSET_MS)
  }
  return days
}

/**
 * Picks `count` slots of the days' hours, ascending, none overlapping another. The fuller the year, the shorter the
 * slots, so any count fits.
 */
export function pickSlots(days: readonly number[], count: number, isLunch: boolean, random: SeededRandom): Slot[] {
  if (days.length === 0) throw new RangeError('no working days')
  const hours = isLunch ? lunchHours : workingHours
  const openMinutes = hours.reduce((sum, [from, to]) => sum + to - from, 0)
  const perDay = Math.max(isLunch ? 6 : 17, Math.ceil((count * 1.5) / days.length))
  const lengthMs = Math.floor((openMinutes / perDay) * MINUTE_MS)
  const slots: Slot[] = []
  let open = days.length * perDay
  for (const day of days) {
    for (let index = 0; index < perDay; index += 1) {
      // Selection sampling: each slot has the same chance, and exactly `count` are taken.
      if (random.next() * open < count - slots.length) {
        slots.push({ startsAt: day + minuteOf(hours, (index * openMinutes) / perDay) * MINUTE_MS, lengthMs })
      }
      open -= 1
    }
  }
  return slots
}

/** The minute of the day after so many open minutes. A slot may reach a little into the break behind its hours. */
function minuteOf(hours: Hours, openMinute: number): number {
  let left = openMinute
  for (const [from, to] of hours) {
    if (left < to - from) return from + left
    left -= to - from
  }
  return hours.at(-1)![1]
}
