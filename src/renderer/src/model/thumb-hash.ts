import { thumbHashToDataURL } from 'thumbhash'

/** Bytes of a ThumbHash (PROTOCOL 9). */
const [LEAST, MOST] = [5, 40]
/** Base64 of so many bytes at most, its padding included. */
const MOST_LETTERS = 56

/** A ThumbHash as a picture of a few pixels; `undefined` for anything else that a message brings in its place. */
export function thumbHashPicture(hash: string | undefined): string | undefined {
  if (hash === undefined || hash.length > MOST_LETTERS || !/^[A-Za-z0-9+/]+={0,2}$/.test(hash)) return undefined
  try {
    const bytes = Uint8Array.from(atob(hash), (letter) => letter.charCodeAt(0))
    return bytes.length < LEAST || bytes.length > MOST ? undefined : thumbHashToDataURL(bytes)
  } catch {
    return undefined
  }
}
