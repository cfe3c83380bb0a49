import { borderBefore } from './graphemes'

/** UTF-16 code units of what people see as one character, at most. */
const MAX_CHARACTER = 64

/**
 * Cuts a text that is only hinted at: in a row of a list, a quote, a notification, a label. Laying out a text costs more
 * than in proportion to its length, and others choose how long it is.
 * @param limit UTF-16 code units, the sign of the cut not counted
 */
export function clipText(text: string, limit: number): string {
  if (text.length <= limit) return text
  // Of what is there to break the page, a letter under a hundred marks, a part will do.
  const border = borderBefore(text.slice(0, limit + MAX_CHARACTER), limit)
  return `${text.slice(0, limit - border > MAX_CHARACTER ? wholeEnd(text, limit) : border)}…`
}

/** Where to cut at or before `end`, so that no character is cut in two; quick, for places by the thousand. */
export function wholeEnd(text: string, end: number): number {
  if (end >= text.length) return text.length
  const before = end - 1
  const isPair = isHigh(text.charCodeAt(before)) && isLow(text.charCodeAt(end))
  return isPair ? before : end
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000
