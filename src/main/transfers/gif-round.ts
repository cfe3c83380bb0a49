import type { ByteReader } from './stripping/byte-reader'

/** A round that takes longer is cut off there, ms. */
export const LONGEST_ROUND_MS = 20_000
/** Chromium draws a frame that asks for no longer than 10 ms, for so many ms. */
const HASTY_MS = 100
/** Blocks that are walked: of a file that has more, what they say. */
const MAX_BLOCKS = 300_000

/**
 * How long a GIF takes to show each of its frames once, ms; 0 where there is none but the first. Nothing is decoded: each
 * block says where the next begins.
 *
 * ```
 *   GIF8xa 13 bytes │ colours │ ( 21 F9 04 flags, delay 2 in 1/100 s, colour, 00 │ 2C frame │ 21 label … ) … │ 3B
 *   frame: edges 8, flags, colours, code size, ( length, bytes ) … 00
 * ```
 */
export async function gifRoundMs(source: ByteReader): Promise<number> {
  const head = await source.read(0, 13)
  if (head.length < 13 || !/^GIF8[79]a/.test(head.toString('latin1', 0, 6))) return 0
  let at = 13 + coloursBytes(head[10])
  let [total, frames, delayMs, blocks] = [0, 0, HASTY_MS, 0]
  while (blocks++ < MAX_BLOCKS && total < LONGEST_ROUND_MS) {
    const block = await source.read(at, 10)
    if (block[0] === 0x2c && block.length === 10) {
      frames++
      total += delayMs
      delayMs = HASTY_MS
      at += 11 + coloursBytes(block[9])
    } else if (block[0] === 0x21 && block.length >= 2) {
      if (block[1] === 0xf9 && block.length >= 6) delayMs = drawnMs(block.readUInt16LE(4) * 10)
      at += 2
    } else break
    for (let length = 1; length !== 0 && blocks < MAX_BLOCKS; blocks++) {
      length = (await source.read(at, 1))[0] ?? 0
      at += 1 + length
    }
  }
  return frames < 2 ? 0 : Math.min(total, LONGEST_ROUND_MS)
}

const coloursBytes = (flags = 0): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1))
/** How long a frame is drawn that asks for so long. */
export const drawnMs = (askedMs: number): number => (askedMs <= 10 ? HASTY_MS : askedMs)
