import { borderBefore } from './graphemes'

/**
 * Cuts a text that is only hinted at: in a row of a list, a quote, a notification, a label. Laying out a text costs more
 * than in proportion to its length, and others choose how long it is.
 * @param limit UTF-16 code units, the sign of the cut not counted
 */
export function clipText(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, wholeEnd(text, limit))}…`
}

/** Longer than anything that people see as one character: a letter under so many marks is there to break the page. */
const MAX_CHARACTER = 64

/** Where to cut at or before `end`, so that nothing that people see as one character is cut in two. */
export function wholeEnd(text: string, end: number): number {
  const border = borderBefore(text, end)
  return end - border > MAX_CHARACTER ? end : border
}
