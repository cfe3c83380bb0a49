/**
 * Characters that show nothing: blanks, controls, what Unicode says may be ignored (zero-width joiners and spaces, fillers,
 * soft hyphens, marks of direction), and the Braille pattern without dots.
 */
const BLANK = /^[\s\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]*$/u

/** A text that nobody would see: it is not sent. */
export function isBlankText(text: string): boolean {
  return BLANK.test(text)
}

/** A written text as it is sent: without blank lines around it and blanks at its end; the first line keeps its indent. */
export function sentText(text: string): string {
  return text.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd()
}
