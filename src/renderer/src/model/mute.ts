/** For how long a conversation may be muted from its menu; any other moment is chosen in a dialog. */
export const MUTE_CHOICES = ['hour', 'eight_hours', 'tomorrow', 'forever'] as const
export type MuteChoice = (typeof MUTE_CHOICES)[number]

const HOUR = 3_600_000
/** When a working day begins, for "until tomorrow". */
const MORNING_HOUR = 8
/** "Until I undo it": far enough, and still a date. */
const FOREVER = Date.UTC(9999, 0, 1)

/** Epoch ms at which the conversation sounds again. */
export function muteEnd(choice: MuteChoice, now: number): number {
  switch (choice) {
    case 'hour':
      return now + HOUR
    case 'eight_hours':
      return now + 8 * HOUR
    case 'tomorrow': {
      const date = new Date(now)
      return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1, MORNING_HOUR).getTime()
    }
    case 'forever':
      return FOREVER
  }
}

/** Muted without a moment that anybody waits for. */
export function isMutedForGood(until: number): boolean {
  return until >= FOREVER
}

/**
 * What a day and a time of day say together, by this computer's clock: epoch ms; `undefined` while the time is empty.
 * @param day any moment of it
 * @param time `HH:MM`
 */
export function momentOf(day: number, time: string): number | undefined {
  const [hours, minutes] = time.split(':').map(Number)
  if (hours === undefined || minutes === undefined) return undefined
  return new Date(day).setHours(hours, minutes, 0, 0)
}

/** The first moment of the day that a moment is in. */
export function dayOf(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}

/** The time of day of a moment, as `HH:MM`. */
export function timeOf(at: number): string {
  const moment = new Date(at)
  return [moment.getHours(), moment.getMinutes()].map((value) => String(value).padStart(2, '0')).join(':')
}
