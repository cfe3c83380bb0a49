import { randomBytes } from 'node:crypto'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
const DIGITS = 26

/** `f_` and 128 random bits in base32 (PROTOCOL 9): nobody guesses one. */
export function newFileId(): string {
  // 26 digits of 5 bits hold 130: the first one has three.
  let bits = BigInt(`0x${randomBytes(16).toString('hex')}`)
  let text = ''
  for (let i = 0; i < DIGITS; i++, bits >>= 5n) text = ALPHABET[Number(bits & 31n)]! + text
  return `f_${text}`
}
