const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
/** UTF-16 code units behind a place, so that what stands there is whole enough to be told from its neighbours. */
const LOOK_AHEAD = 8

/**
 * Where a text may be cut at or before a UTF-16 offset: never inside of what people see as one character, such as a flag,
 * an emoji with its family, a letter with its marks.
 */
export function borderBefore(text: string, place: number): number {
  if (place >= text.length) return text.length
  // What comes later does not move it: a long text is not looked through.
  return graphemes.segment(text.slice(0, place + LOOK_AHEAD)).containing(place)?.index ?? place
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
