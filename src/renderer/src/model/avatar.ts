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

/** Chinese names show their last two characters (their first two for groups), others the initials of two words. */
export function initials(name: string, isGroup = false): string {
  const trimmed = name.trim()
  if (/\p{Script=Han}/u.test(trimmed)) {
    const han = [...trimmed].filter((char) => /\p{Script=Han}/u.test(char))
    return (isGroup ? han.slice(0, 2) : han.slice(-2)).join('')
  }
  const words = trimmed.split(/[\s._-]+/u).filter((word) => word !== '')
  const first = [...(words[0] ?? '?')]
  const letters = words.length > 1 ? [first[0], [...(words.at(-1) ?? '')][0]] : first.slice(0, 2)
  return letters.join('').toUpperCase()
}

/** Whether a picture may be shown from there: pictures come by https only, so nobody on the way sees or changes them. */
export function isPictureAddress(text: string): boolean {
  return !/\s/.test(text) && URL.parse(text)?.protocol === 'https:'
}
