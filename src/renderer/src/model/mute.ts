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
 * What a date field and a time field say together, by this computer's clock: epoch ms; `undefined` while one of them
 * is empty, or the day is not in the calendar.
 * @param date `YYYY-MM-DD`
 * @param time `HH:MM`
 */
export function momentOf(date: string, time: string): number | undefined {
  const moment = new Date(`${date}T${time}`).getTime()
  return date === '' || time === '' || Number.isNaN(moment) ? undefined : moment
}

/** The two fields of a moment, by this computer's clock. */
export function fieldsOf(at: number): { readonly date: string; readonly time: string } {
  const moment = new Date(at)
  const two = (value: number): string => String(value).padStart(2, '0')
  return {
    date: `${String(moment.getFullYear()).padStart(4, '0')}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`,
    time: `${two(moment.getHours())}:${two(moment.getMinutes())}`,
  }
}
