import { createHash } from 'node:crypto'
import { below } from '../fuzz/random'

/** The beginning of a PNG of 640 × 480; what it says of where it was taken; and its points, which end with the file. */
const PNG_HEAD = Buffer.from('89504e470d0a1a0a0000000d4948445200000280000001e00802000000baa5f47b', 'hex')
const PNG_PLACE = Buffer.from('\0\0\0\x15tEXtLocation\0at my house\0\0\0\0\0', 'latin1')
const PNG_POINTS = Buffer.from('\x7f\xff\xff\xffIDAT', 'latin1')
/** Bytes beyond which a file is not sent along with the request that announces it. */
const LARGE = 262_144

/** Bytes like no others: mostly few, often so many that they go up in a request of their own. */
export function someBytes(random: () => number, name: string, isPicture: boolean): Buffer {
  const dice = random()
  const size = 60 + (dice < 0.5 ? below(random, 3000) : dice < 0.65 ? below(random, LARGE) : LARGE + below(random, 250_000))
  const bytes = Buffer.alloc(size, `${name}: these are the bytes of a file, over and over. `)
  return isPicture ? Buffer.concat([PNG_HEAD, PNG_PLACE, PNG_POINTS, bytes]) : bytes
}

/** What has to be left of it when it is sent as a picture. */
export function strippedOf(bytes: Buffer): Buffer {
  const end = PNG_HEAD.length + PNG_PLACE.length
  return bytes.includes(PNG_PLACE) ? Buffer.concat([bytes.subarray(0, PNG_HEAD.length), bytes.subarray(end)]) : bytes
}

const known = new WeakMap<Buffer, string>()

/** Remembered for as long as the buffer lives: nobody here writes to one. */
export function sha256Of(bytes: Buffer): string {
  const before = known.get(bytes)
  if (before !== undefined) return before
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  known.set(bytes, sha256)
  return sha256
}

/** What tells the bytes that a message names from all others: their hash, or the link that is all it has. */
export function nameOfBytes(content: Readonly<Record<string, unknown>>): string {
  return String(content['sha256'] ?? content['url'])
}
