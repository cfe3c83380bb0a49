import { crc32 } from 'node:zlib'

/** A part of a picture's file: its bytes, and what is to stand there once nothing personal is said any more. */
export type Part = { readonly bytes: Buffer; readonly after: Buffer }
export type CameraFile = { readonly bytes: Buffer; readonly stripped: Buffer }

const NONE = Buffer.alloc(0)
export const SECRET = '31.2304N121.4737E'

export const kept = (bytes: Buffer): Part => ({ bytes, after: bytes })
export const gone = (bytes: Buffer): Part => ({ bytes, after: NONE })
export const becomes = (bytes: Buffer, after: Buffer): Part => ({ bytes, after })

const bytesOf = (parts: readonly Part[]): Buffer => Buffer.concat(parts.map(({ bytes }) => bytes))
const afterOf = (parts: readonly Part[]): Buffer => Buffer.concat(parts.map(({ after }) => after))

/** TIFF as cameras write it: maker, orientation, where the place stands, a thumbnail behind. */
export function exif(order: 'II' | 'MM', orientation: number | undefined): Buffer {
  const short = (value: number): Buffer => {
    const bytes = Buffer.alloc(2)
    if (order === 'II') bytes.writeUInt16LE(value)
    else bytes.writeUInt16BE(value)
    return bytes
  }
  const long = (value: number): Buffer => {
    const bytes = Buffer.alloc(4)
    if (order === 'II') bytes.writeUInt32LE(value)
    else bytes.writeUInt32BE(value)
    return bytes
  }
  const entries = [
    Buffer.concat([short(0x010f), short(2), long(4), Buffer.from('Cam\0')]),
    ...(orientation === undefined ? [] : [Buffer.concat([short(0x0112), short(3), long(1), short(orientation), short(0)])]),
    Buffer.concat([short(0x8825), short(4), long(1), long(80)]),
  ]
  const head = Buffer.concat([Buffer.from(order, 'latin1'), short(42), long(8), short(entries.length), ...entries, long(0)])
  return Buffer.concat([head, Buffer.alloc(80 - head.length), Buffer.from(SECRET, 'latin1'), Buffer.from([0xff, 0xd8, 0xff, 0xd9])])
}

/** What says nothing but how the picture is held, written out by hand. */
export function turnedOnly(orientation: number): Buffer {
  return Buffer.from(`4d4d002a000000080001011200030000000100${orientation.toString(16).padStart(2, '0')}000000000000`, 'hex')
}

export function segment(marker: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255]), body])
}

const latin = (text: string): Buffer => Buffer.from(text, 'latin1')

/** Segments of JPEG, each with what becomes of it. */
export const jpegParts = {
  jfif: kept(segment(0xe0, latin('JFIF\0\x01\x02\x01\0\x48\0\x48\0\0'))),
  jfifWithThumbnail: becomes(
    segment(0xe0, latin('JFIF\0\x01\x02\x01\0\x48\0\x48\x01\x01rgb')),
    segment(0xe0, latin('JFIF\0\x01\x02\x01\0\x48\0\x48\0\0')),
  ),
  jfxx: gone(segment(0xe0, latin(`JFXX\0\x10${SECRET}`))),
  exif: (order: 'II' | 'MM', orientation: number | undefined): Part => {
    const bytes = segment(0xe1, Buffer.concat([latin('Exif\0\0'), exif(order, orientation)]))
    const isTurned = orientation !== undefined && orientation >= 2 && orientation <= 8
    return isTurned ? becomes(bytes, segment(0xe1, Buffer.concat([latin('Exif\0\0'), turnedOnly(orientation)]))) : gone(bytes)
  },
  xmp: gone(segment(0xe1, latin(`http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude="${SECRET}"/>`))),
  icc: kept(segment(0xe2, latin('ICC_PROFILE\0\x01\x01profile \xff\xd9 of colours'))),
  mpf: gone(segment(0xe2, latin(`MPF\0${SECRET}`))),
  iptc: gone(segment(0xed, latin(`Photoshop 3.0\0${SECRET}`))),
  adobe: kept(segment(0xee, latin('Adobe\0d\0\0\0\0\x01'))),
  maker: gone(segment(0xeb, latin(SECRET))),
  comment: gone(segment(0xfe, latin(SECRET))),
  tables: kept(segment(0xdb, Buffer.alloc(65, 3))),
  restarts: kept(segment(0xdd, Buffer.from([0, 4]))),
  frame: kept(segment(0xc2, Buffer.from([8, 0, 20, 0, 30, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]))),
  /** Compressed data with what only looks like markers. */
  scan: (data: Buffer): Part =>
    kept(
      Buffer.concat([
        segment(0xda, Buffer.from([3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0])),
        escaped(data),
        Buffer.from([0xff, 0xd0]),
        escaped(data),
      ]),
    ),
  trailer: gone(latin(`\xff\xd8\xff\xe1\0\x20Exif\0\0${SECRET}`)),
}

/** As an encoder writes it: 0xff never stands alone. */
function escaped(data: Buffer): Buffer {
  return Buffer.from([...data].flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte])))
}

export function jpeg(parts: readonly Part[], trailer?: Part): CameraFile {
  const all = [kept(latin('\xff\xd8')), ...parts, kept(latin('\xff\xd9')), ...(trailer === undefined ? [] : [trailer])]
  return { bytes: bytesOf(all), stripped: afterOf(all) }
}

export function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + data.length)
  bytes.writeUInt32BE(data.length)
  bytes.write(type, 4, 'latin1')
  data.copy(bytes, 8)
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length)
  return bytes
}

export const pngParts = {
  header: kept(chunk('IHDR', Buffer.from([0, 0, 0, 30, 0, 0, 0, 20, 8, 2, 0, 0, 0]))),
  kept: (type: string, data: Buffer): Part => kept(chunk(type, data)),
  gone: (type: string): Part => gone(chunk(type, latin(`Comment\0${SECRET}`))),
  exif: (orientation: number | undefined): Part => {
    const bytes = chunk('eXIf', exif('MM', orientation))
    return orientation !== undefined && orientation >= 2 && orientation <= 8
      ? becomes(bytes, chunk('eXIf', turnedOnly(orientation)))
      : gone(bytes)
  },
}

export function png(parts: readonly Part[], trailer = ''): CameraFile {
  const all = [kept(latin('\x89PNG\r\n\x1a\n')), pngParts.header, ...parts, kept(chunk('IEND', NONE)), gone(latin(trailer))]
  return { bytes: bytesOf(all), stripped: afterOf(all) }
}

export function webpChunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(8 + data.length + (data.length % 2))
  bytes.write(type, 'latin1')
  bytes.writeUInt32LE(data.length, 4)
  data.copy(bytes, 8)
  return bytes
}

/** `flags` of `VP8X`, before and after. */
export const webpParts = {
  extended: (before: number, after: number): Part => {
    const of = (flags: number): Buffer => webpChunk('VP8X', Buffer.from([flags, 0, 0, 0, 29, 0, 0, 19, 0, 0]))
    return becomes(of(before), of(after))
  },
  kept: (type: string, data: Buffer): Part => kept(webpChunk(type, data)),
  gone: (type: string, data = latin(SECRET)): Part => gone(webpChunk(type, data)),
  turned: (orientation: number): Part => becomes(webpChunk('EXIF', exif('II', orientation)), webpChunk('EXIF', turnedOnly(orientation))),
}

export function webp(parts: readonly Part[], trailer = ''): CameraFile {
  const riff = (body: Buffer): Buffer => {
    const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1')
    head.writeUInt32LE(body.length + 4, 4)
    return Buffer.concat([head, body])
  }
  return { bytes: Buffer.concat([riff(bytesOf(parts)), latin(trailer)]), stripped: riff(afterOf(parts)) }
}

/** A WebP of frames that are shown for so many ms. */
export const movingWebp = (...delays: readonly number[]): Buffer =>
  webp([
    webpParts.extended(0x02, 0x02),
    ...delays.map((delay) => {
      const head = Buffer.alloc(16)
      head.writeUIntLE(delay, 12, 3)
      return webpParts.kept('ANMF', Buffer.concat([head, webpChunk('VP8L', Buffer.alloc(5, 1))]))
    }),
  ]).bytes
