import { crc32, deflateSync } from 'node:zlib'

/** A PNG of one colour, whole; only its edges are what they say, where `pixels` is false. */
export function png(width: number, height: number, pixels = true): Buffer {
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, 0x7f)])
  return pngOf(width, height, Array<Buffer>(pixels ? height : 1).fill(row))
}

/** A PNG of two colours, RGB each, side by side. */
export function twoColours(width: number, height: number, left: readonly number[], right: readonly number[]): Buffer {
  const pixels = Array.from({ length: width }, (_, x) => (x < width / 2 ? left : right)).flat()
  return pngOf(width, height, Array<Buffer>(height).fill(Buffer.from([0, ...pixels])))
}

/** @param rows with their filter's byte */
function pngOf(width: number, height: number, rows: readonly Buffer[]): Buffer {
  const chunk = (type: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(8)
    head.writeUInt32BE(body.length)
    head.write(type, 4, 'latin1')
    const check = Buffer.alloc(4)
    check.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), body])))
    return Buffer.concat([head, body, check])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2], 8)
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND', Buffer.alloc(0))])
}

/** The beginning of a JPEG that says its edges and which way it is held; it has no pixels. */
export function jpegHead(width: number, height: number, orientation: number): Buffer {
  const exif = Buffer.concat([
    Buffer.from('Exif\0\0MM\0*\0\0\0\x08\0\x01', 'latin1'),
    Buffer.from([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]),
  ])
  const segment = (marker: number, body: Buffer): Buffer => {
    const head = Buffer.from([0xff, marker, 0, 0])
    head.writeUInt16BE(body.length + 2, 2)
    return Buffer.concat([head, body])
  }
  const frame = Buffer.from([8, 0, 0, 0, 0, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1])
  frame.writeUInt16BE(height, 1)
  frame.writeUInt16BE(width, 3)
  return Buffer.concat([Buffer.from([0xff, 0xd8]), segment(0xe1, exif), segment(0xc0, frame), Buffer.from([0xff, 0xd9])])
}

/** A GIF whose frames fill it, each of one colour of two in turn, and wait so many ms; it goes round for ever. */
export function gif(width: number, height: number, delaysMs: readonly number[]): Buffer {
  const short = (value: number): readonly number[] => [value & 255, value >> 8]
  const frames = delaysMs.flatMap((delayMs, index) => [
    ...[0x21, 0xf9, 4, 0, ...short(delayMs / 10), 0, 0],
    ...[0x2c, 0, 0, 0, 0, ...short(width), ...short(height), 0],
    ...pixels(width * height, index % 2),
  ])
  const head = [...Buffer.from('GIF89a', 'latin1'), ...short(width), ...short(height), 0x80, 0, 0, 0xe0, 0x30, 0x20, 0x20, 0x50, 0xe0]
  const loop = [0x21, 0xff, 11, ...Buffer.from('NETSCAPE2.0', 'latin1'), 3, 1, 0, 0, 0]
  return Buffer.from([...head, ...loop, ...frames, 0x3b])
}

/** Codes of three bits, the table emptied before it grows them: one pixel each. */
function pixels(count: number, colour: number): readonly number[] {
  const codes = Array.from({ length: count }, () => [4, colour]).flat()
  const bits = [...codes, 5].map((code) => [code & 1, (code >> 1) & 1, code >> 2]).flat()
  const bytes = Array.from({ length: Math.ceil(bits.length / 8) }, (_, at) =>
    bits.slice(at * 8, at * 8 + 8).reduce((byte, bit, index) => byte | (bit << index), 0),
  )
  const blocks = Array.from({ length: Math.ceil(bytes.length / 255) }, (_, at) => bytes.slice(at * 255, at * 255 + 255))
  return [2, ...blocks.flatMap((block) => [block.length, ...block]), 0]
}
