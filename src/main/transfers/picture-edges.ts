import { disableTypes, imageSize } from 'image-size'
import { avifEdges } from './avif-edges'
import type { Edges, RoomyEdges } from './edges'
import { heicEdges } from './heic-edges'
import type { ByteReader } from './stripping/byte-reader'
import { APP1, EOI, isAlone, isFrame, nextMarker, SOS } from './stripping/jpeg-markers'
import { EXIF_PREFIX, type Orientation, orientationOf } from './stripping/orientation'
import { webpEdges } from './webp-edges'

/** Bytes within which the formats of fixed places say their edges. */
const HEAD_BYTES = 64 * 1024
const MAX_MARKERS = 20_000

// Readers of formats that are not asked for are not fed.
disableTypes([
  ...([
    'cur',
    'dds',
    'gif',
    'heif',
    'icns',
    'ico',
    'j2c',
    'jp2',
    'jpg',
    'jxl',
    'jxl-stream',
    'ktx',
    'pnm',
    'psd',
    'svg',
    'tga',
    'tiff',
    'webp',
  ] as const),
])

const READERS: { readonly [mime: string]: ((source: ByteReader) => Promise<RoomyEdges | undefined>) | undefined } = {
  'image/jpeg': jpegEdges,
  'image/gif': gifEdges,
  'image/avif': avifEdges,
  'image/heic': heicEdges,
  'image/heif': heicEdges,
  'image/png': headEdges,
  'image/apng': headEdges,
  'image/webp': webpEdges,
  'image/bmp': headEdges,
}

/** Formats that can be drawn here, by Chromium or by what adr/032 adds, and whose edges are read. */
export function hasKnownEdges(mime: string): boolean {
  return Object.hasOwn(READERS, mime)
}

/**
 * What a decoder would make room for, read as it reads: of a file that says several things the largest. `undefined` where
 * that cannot be told.
 */
export async function pictureEdges(source: ByteReader, mime: string): Promise<RoomyEdges | undefined> {
  const read = hasKnownEdges(mime) ? READERS[mime] : undefined
  const edges = await read?.(source)
  return edges !== undefined && edges.width > 0 && edges.height > 0 ? edges : undefined
}

async function headEdges(source: ByteReader): Promise<Edges | undefined> {
  try {
    const { width, height } = imageSize(await source.read(0, HEAD_BYTES))
    return { width, height }
  } catch {
    return undefined
  }
}

/** Frames before the first scan; decoders pass over what is none of theirs, and so does this. */
async function jpegEdges(source: ByteReader): Promise<Edges | undefined> {
  if ((await source.read(0, 2)).toString('latin1') !== '\xff\xd8') return undefined
  let [at, width, height] = [2, 0, 0]
  let orientation: Orientation | undefined
  for (let count = 0; count < MAX_MARKERS; count++) {
    const found = await nextMarker(source, at, false)
    if (found === undefined || found.marker === EOI || found.marker === SOS) break
    at = found.at + 2
    if (isAlone(found.marker)) continue
    const length = await source.read(at, 2)
    if (length.length < 2) break
    const body = { from: at + 2, bytes: length.readUInt16BE() - 2 }
    if (body.bytes < 0) return undefined
    if (isFrame(found.marker)) {
      const frame = await source.read(body.from, 5)
      if (frame.length < 5) return undefined
      height = Math.max(height, frame.readUInt16BE(1))
      width = Math.max(width, frame.readUInt16BE(3))
    } else if (found.marker === APP1 && orientation === undefined) {
      const data = await source.read(body.from, body.bytes)
      if (data.subarray(0, EXIF_PREFIX.length).equals(EXIF_PREFIX)) orientation = orientationOf(data)
    }
    at = body.from + body.bytes
  }
  // Four of the eight lie on their side.
  return orientation !== undefined && orientation >= 5 ? { width: height, height: width } : { width, height }
}

/**
 * ```
 *   GIF8xa │ width 2, height 2, flags, 2 │ colours │ 21 label (length data)… 00 │ 2C left 2, top 2, width 2, height 2 …
 * ```
 *
 * The first frame, where it is larger than the screen, makes that larger.
 */
async function gifEdges(source: ByteReader): Promise<Edges | undefined> {
  const head = await source.read(0, 13)
  if (head.length < 13 || !/^GIF8[79]a/.test(head.toString('latin1', 0, 6))) return undefined
  const screen = { width: head.readUInt16LE(6), height: head.readUInt16LE(8) }
  const flags = head[10] ?? 0
  let at = 13 + ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1))
  for (let count = 0; count < MAX_MARKERS; count++) {
    const block = await source.read(at, 10)
    if (block[0] === 0x2c && block.length >= 9) {
      const [left, top, width, height] = [block.readUInt16LE(1), block.readUInt16LE(3), block.readUInt16LE(5), block.readUInt16LE(7)]
      return { width: Math.max(screen.width, left + width), height: Math.max(screen.height, top + height) }
    }
    if (block[0] !== 0x21) return undefined
    at += 2
    for (let length = 1; length !== 0; count++) {
      length = (await source.read(at, 1))[0] ?? 0
      at += 1 + length
      if (count > MAX_MARKERS || at > source.size) return undefined
    }
  }
  return undefined
}
