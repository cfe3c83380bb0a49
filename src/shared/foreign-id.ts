/**
 * How a user id stands inside a `ConversationId`. Ours stand as they are; one of another form, which some
 * servers let everybody have (张三, `a:b`), is percent-encoded, so that `:` still separates.
 */
export function idKey(userId: string): string {
  // Half a surrogate pair has no UTF-8.
  const wellFormed = userId.replace(/\p{Surrogate}/gu, '\ufffd')
  return wellFormed.replace(/[^A-Za-z0-9._@-]/gu, (character) => encodeURIComponent(character).replace(/[!'()*~]/g, hexOf))
}

/** The id that `idKey` was made of; a key that was made otherwise stands for itself. */
export function idOfKey(key: string): string {
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}

/** Units that `idKey` makes of an id of 128, the longest that is read, at most. */
export const MAX_ID_KEY = 128 * 9

/** The ASCII that `encodeURIComponent` leaves alone. */
function hexOf(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
