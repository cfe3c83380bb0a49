import { deflateSync } from 'node:zlib'
import { crc32 } from './crc32'
import type { Colour, Drawing } from './drawing'

/** A PNG of 8 bits a channel, by the colour of each pixel. */
export function png(width: number, height: number, colourAt: (x: number, y: number) => Colour): Buffer {
  const rows = Buffer.alloc((1 + width * 3) * height)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rows.set(colourAt(x, y), y * (1 + width * 3) + 1 + x * 3)
  return framed(width, height, TRUE_COLOUR, [chunk('IDAT', deflateSync(rows))])
}

/** A PNG of a drawing, with its colours beside it. */
export function indexedPng({ width, height, palette, pixels }: Drawing): Buffer {
  const rows = Buffer.alloc((1 + width) * height)
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (1 + width) + 1)
  const data = deflateSync(rows, { level: 3 })
  return framed(width, height, INDEXED, [chunk('PLTE', Uint8Array.from(palette.flat())), chunk('IDAT', data)])
}

const TRUE_COLOUR = 2
const INDEXED = 3

/** The chunks with what has to stand before and behind them; 8 bits a channel, or an index. */
function framed(width: number, height: number, colours: number, chunks: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, colours, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), ...chunks, chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const whole = Buffer.alloc(body.length + 8)
  whole.writeUInt32BE(data.length, 0)
  whole.set(body, 4)
  whole.writeUInt32BE(crc32(body), body.length + 4)
  return whole
}
