/** Characters of a time as people type it, with a blank or two. */
export const MAX_TIME = 10

const TYPED = /^(\d{1,2})(?:[:.·h时点](\d{2})分?)?$/
const DIGITS = /^(\d{1,2})(\d{2})$/

/**
 * A time of day as somebody typed it, as `HH:MM`: `9`, `9:30`, `9.30`, `0930`, full-width too. `undefined` for what is none,
 * or not yet.
 */
export function timeOfDay(typed: string): string | undefined {
  const text = typed.normalize('NFKC').replaceAll(/\s/g, '')
  const [, hours, minutes = '00'] = TYPED.exec(text) ?? DIGITS.exec(text) ?? []
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) return undefined
  return `${hours.padStart(2, '0')}:${minutes}`
}
