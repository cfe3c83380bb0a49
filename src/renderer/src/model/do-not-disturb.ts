/** For how long notifications may be put off. */
export const DISTURB_CHOICES = ['hour', 'four_hours', 'tomorrow'] as const
export type DisturbChoice = (typeof DISTURB_CHOICES)[number]

const HOUR = 3_600_000
/** When a working day begins, for "until tomorrow". */
const MORNING_HOUR = 8

/** Epoch ms from when on notifications come again. */
export function disturbAgainAt(choice: DisturbChoice, now: number): number {
  if (choice === 'hour') return now + HOUR
  if (choice === 'four_hours') return now + 4 * HOUR
  const date = new Date(now)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1, MORNING_HOUR).getTime()
}
