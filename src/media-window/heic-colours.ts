/** Bytes at the beginning of a file within which the boxes of its pictures are; what comes behind is not looked at. */
const HEAD_BYTES = 1024 * 1024
/** The name of an ICC profile that telephones write, in UTF-16. */
const NAME = [...'Display P3'].flatMap((sign) => [0, sign.charCodeAt(0)])
/** `colr` of the kind `nclx` begins with its primaries; 12 are those of Display P3. */
const PRIMARIES = [...'colrnclx'].map((sign) => sign.charCodeAt(0)).concat(0, 12)

/** Whether the colours of a HEIC are those of Display P3, as cameras of telephones have them; any others are drawn as sRGB. */
export function isDisplayP3(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, HEAD_BYTES)
  return holds(head, NAME) || holds(head, PRIMARIES)
}

function holds(bytes: Uint8Array, wanted: readonly number[]): boolean {
  const [first = 0] = wanted
  for (let at = bytes.indexOf(first); at >= 0 && at + wanted.length <= bytes.length; at = bytes.indexOf(first, at + 1)) {
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return true
  }
  return false
}
