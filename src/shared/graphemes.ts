const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * Where a text may be cut at or before a UTF-16 offset: never inside of what people see as one character, such as a flag,
 * an emoji with its family, a letter with its marks.
 */
export function borderBefore(text: string, place: number): number {
  return place >= text.length ? text.length : (graphemes.segment(text).containing(place)?.index ?? place)
}

/** A text of at most so many characters as people count them, the last of them a sign where it was cut. */
export function cutText(text: string, max: number): string {
  // One has a unit at least.
  if (text.length <= max) return text
  let count = 0
  let end = 0
  for (const { index } of graphemes.segment(text)) {
    count++
    if (count === max) end = index
    if (count > max) return `${text.slice(0, end)}…`
  }
  return text
}
