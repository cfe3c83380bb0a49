import type { Colour } from './drawing'

/** Bits of a pixel: 16 colours. */
const BITS = 4
const COLOURS = 1 << BITS
const CLEAR = COLOURS
const END = COLOURS + 1
/** Codes after which the table would grow past five bits: it is cleared before, and every code is as long as the first. */
const CODES_A_TABLE = COLOURS - 2

/**
 * An animated GIF of at most 16 colours that plays for ever. Not compressed: a code of its LZW is a pixel.
 *
 * @param frames one index a pixel, row by row
 * @param delayMs of each frame, in steps of 10
 */
export function gif(width: number, height: number, palette: readonly Colour[], frames: readonly Uint8Array[], delayMs: number): Buffer {
  const screen = Buffer.from([0, 0, 0, 0, 0x80 | (BITS - 1), 0, 0])
  screen.writeUInt16LE(width, 0)
  screen.writeUInt16LE(height, 2)
  const colours = Buffer.alloc(3 * COLOURS)
  for (const [at, colour] of palette.entries()) colours.set(colour, 3 * at)
  const loop = Buffer.from('\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00', 'latin1')
  const control = Buffer.from([0x21, 0xf9, 4, 0x04, 0, 0, 0, 0])
  control.writeUInt16LE(Math.round(delayMs / 10), 4)
  const place = Buffer.alloc(10)
  place[0] = 0x2c
  place.writeUInt16LE(width, 5)
  place.writeUInt16LE(height, 7)
  const shown = frames.flatMap((pixels) => [control, place, Buffer.from([BITS]), blocks(codes(pixels))])
  return Buffer.concat([Buffer.from('GIF89a', 'latin1'), screen, colours, loop, ...shown, Buffer.from([0x3b])])
}

/** Codes of five bits, the low ones first. */
function codes(pixels: Uint8Array): Buffer {
  const packed = Buffer.alloc(Math.ceil(((pixels.length * (1 + 1 / CODES_A_TABLE) + 3) * (BITS + 1)) / 8) + 1)
  let [at, bits, held] = [0, 0, 0]
  const put = (code: number): void => {
    held |= code << bits
    for (bits += BITS + 1; bits >= 8; bits -= 8, held >>>= 8) packed[at++] = held & 0xff
  }
  for (const [index, pixel] of pixels.entries()) {
    if (index % CODES_A_TABLE === 0) put(CLEAR)
    put(pixel)
  }
  put(END)
  if (bits > 0) packed[at++] = held & 0xff
  return packed.subarray(0, at)
}

/** Blocks of at most 255 bytes, each behind its length, and an empty one at the end. */
function blocks(bytes: Buffer): Buffer {
  const parts: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += 255) {
    const block = bytes.subarray(at, at + 255)
    parts.push(Uint8Array.of(block.length), block)
  }
  return Buffer.concat([...parts, Uint8Array.of(0)])
}
