/**
 * From this length on, in UTF-16, a text is written in the editor that draws only what is in view. The plain field lays out
 * all of its text, with every letter.
 */
export const LONG_TEXT = 10_000

/** With a wide border, so that a text around it does not change its field with every letter. */
export function isLongText(text: string, wasLong: boolean): boolean {
  return text.length > (wasLong ? LONG_TEXT / 2 : LONG_TEXT)
}
