/** How many colours styles give to avatars. */
export const AVATAR_HUES = 8

/**
 * A stable colour for an id, so that a person looks the same everywhere. FNV-1a, and a last mixing: its low bits alone
 * put half of an office into the same colour.
 */
export function avatarHue(id: string): number {
  let hash = 0x811c9dc5
  for (const char of id) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return ((hash ^ (hash >>> 13)) >>> 0) % AVATAR_HUES
}

/**
 * Chinese names show their last two characters (their first two for groups), others the initials of two words; what a
 * person sees as one character, a flag or a family, stays whole.
 */
export function initials(name: string, isGroup = false): readonly string[] {
  const trimmed = name.trim()
  if (/\p{Script=Han}/u.test(trimmed)) {
    const han = graphemes(trimmed).filter((sign) => /\p{Script=Han}/u.test(sign))
    return isGroup ? han.slice(0, 2) : han.slice(-2)
  }
  const words = trimmed.split(/[\s._-]+/u).filter((word) => word !== '')
  const first = graphemes(words[0] ?? '?')
  const signs = words.length > 1 ? [...first.slice(0, 1), ...graphemes(words.at(-1) ?? '').slice(0, 1)] : first.slice(0, 2)
  return signs.map(capital)
}

/** The one that a small avatar has room for: of a person with a Chinese name the last, of all others the first. */
export function oneInitial(signs: readonly string[], isGroup = false): readonly string[] {
  const isGivenName = !isGroup && /\p{Script=Han}/u.test(signs[0] ?? '')
  return isGivenName ? signs.slice(-1) : signs.slice(0, 1)
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

function graphemes(text: string): readonly string[] {
  return [...segmenter.segment(text)].map(({ segment }) => segment)
}

/** As the first letter of a word: one sign, where capitals of the whole would be two (ß, ŉ). */
function capital(sign: string): string {
  const upper = sign.toUpperCase()
  return graphemes(upper).length === 1 ? upper : sign
}
