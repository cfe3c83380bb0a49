/**
 * Cuts a text that is only hinted at: in a row of a list, a quote, a notification, a label. Laying out a text costs more
 * than in proportion to its length, and others choose how long it is.
 * @param limit UTF-16 code units, the sign of the cut not counted
 */
export function clipText(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, wholeEnd(text, limit))}…`
}

/** Where to cut at or before `end`, so that no character is cut in two. */
export function wholeEnd(text: string, end: number): number {
  if (end >= text.length) return text.length
  const before = end - 1
  const isPair = isHigh(text.charCodeAt(before)) && isLow(text.charCodeAt(end))
  return isPair ? before : end
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000
