import { thumbHashToDataURL } from 'thumbhash'

/** Bytes of a ThumbHash (PROTOCOL 9). */
const [LEAST, MOST] = [5, 40]
/** Base64 of so many bytes at most, its padding included. */
const MOST_LETTERS = 56

/** Pictures that are kept, some 4 kB each: whoever goes to and fro between chats sees the same ones. */
const KEPT = 300
/** The latest last. */
const kept = new Map<string, string>()

/** A ThumbHash as a picture of a few pixels; `undefined` for anything else that a message brings in its place. */
export function thumbHashPicture(hash: string | undefined): string | undefined {
  if (hash === undefined || hash.length > MOST_LETTERS || !/^[A-Za-z0-9+/]+={0,2}$/.test(hash)) return undefined
  const picture = kept.get(hash) ?? pictureOf(hash)
  if (picture === undefined) return undefined
  kept.delete(hash)
  kept.set(hash, picture)
  const [oldest] = kept.keys()
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
  return picture
}

function pictureOf(hash: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(hash), (letter) => letter.charCodeAt(0))
    return bytes.length < LEAST || bytes.length > MOST ? undefined : thumbHashToDataURL(bytes)
  } catch {
    return undefined
  }
}
