const HAN_END = /\p{Script=Han}$/u
const HAN_START = /^\p{Script=Han}/u
/** Letters of other scripts and digits; signs and punctuation bring their own room. */
const LETTER_END = /[\p{L}\p{N}%]$/u
const LETTER_START = /^[\p{L}\p{N}]/u

/** True where a Chinese text needs a space between two pieces: Han on one side, another script's letter or a digit on the other. */
export function wantsSpace(before: string, after: string): boolean {
  if (HAN_END.test(before)) return LETTER_START.test(after) && !HAN_START.test(after)
  return HAN_START.test(after) && LETTER_END.test(before)
}

/** Joins pieces of a Chinese sentence: names of others may be in any script. */
export function joinChinese(...pieces: readonly string[]): string {
  return pieces.reduce((text, piece) => (wantsSpace(text, piece) ? `${text} ${piece}` : text + piece), '')
}
