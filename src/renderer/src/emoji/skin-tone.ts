/** 0 = none; 1 (light) to 5 (dark). */
export type SkinTone = 0 | 1 | 2 | 3 | 4 | 5

export const SKIN_TONES: readonly SkinTone[] = [0, 1, 2, 3, 4, 5]

/** U+1F3FB to U+1F3FF follow what they colour. */
const FIRST_MODIFIER = 0x1f3fb

/** Those who take a modifier; but the hands between two people (ZWJ, handshake, ZWJ) are theirs. */
const COLOURED = /(?!(?<=\u200d)\u{1f91d}\u200d)(\p{Emoji_Modifier_Base})\ufe0f?/gu

/** Everybody in an emoji that has skin tones in this one. The modifier takes the place of the sign for "as a picture". */
export function withTone(char: string, tone: SkinTone): string {
  if (tone === 0) return char
  const modifier = String.fromCodePoint(FIRST_MODIFIER + tone - 1)
  return char.replaceAll(COLOURED, `$1${modifier}`)
}
