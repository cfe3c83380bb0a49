import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isDrawable, pictureEdgesOf, pictureFacts } from '../../src/main/transfers/picture-facts'
import { fuzzPictures } from '../fuzz/pictures'
import { tempFolder } from '../store/helpers'
import { jpeg, jpegParts, kept, type Part, segment, webp, webpChunk, webpParts } from './camera-files'
import { heic, lyingHeic, turnedHeic } from './heic'
import { png } from './pictures'

const frame = (width: number, height: number): Part =>
  kept(segment(0xc0, Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0])))
const scan = jpegParts.scan(Buffer.from('pixels'))
const latin = (text: string): Buffer => Buffer.from(text, 'latin1')
const short = (value: number): string => String.fromCharCode(value & 255, value >> 8)
const gif = (screen: number, first: number): Buffer =>
  latin(
    `GIF89a${short(screen)}${short(screen)}\x80\0\0rgbRGB\x21\xfe\x02hi\0\x21\xf9\x04\0\0\0\0\0\x2c\0\0\0\0${short(first)}${short(first)}\0`,
  )
const long = (value: number): Buffer => Buffer.from([value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255])
const box = (name: string, ...parts: readonly Buffer[]): Buffer =>
  Buffer.concat([long(8 + parts.reduce((sum, part) => sum + part.length, 0)), latin(name), ...parts])
const ftyp = (...brands: readonly string[]): Buffer => box('ftyp', latin(`avif\0\0\0\0${brands.join('')}`))
const meta = (...edges: readonly number[]): Buffer =>
  box('meta', long(0), ...edges.map((edge) => box('ispe', long(0), long(edge), long(edge))))
const avif = (...edges: readonly number[]): Buffer =>
  Buffer.concat([ftyp('avif', 'mif1'), meta(...edges), box('mdat', Buffer.alloc(20, 0x5a))])
/** With another box behind the others of `meta`. */
function heicWith(more: Buffer): Buffer {
  const bytes = heic()
  const end = 28 + bytes.readUInt32BE(28)
  bytes.writeUInt32BE(bytes.readUInt32BE(28) + more.length, 28)
  return Buffer.concat([bytes.subarray(0, end), more, bytes.subarray(end)])
}
/** Pixels of a WebP that say edges of their own. */
const vp8 = (width: number, height: number): Buffer =>
  Buffer.concat([latin('\x30\x01\0\x9d\x01\x2a'), latin(`${short(width)}${short(height)}`), Buffer.alloc(8)])
const vp8l = (width: number, height: number): Buffer => {
  const bits = Buffer.alloc(12)
  bits.writeUInt32LE(((width - 1) | ((height - 1) << 14)) >>> 0, 1)
  bits[0] = 0x2f
  return bits
}
const canvas = (width: number, height: number): Buffer => {
  const data = Buffer.alloc(10)
  data[0] = 2
  data.writeUIntLE(width - 1, 4, 3)
  data.writeUIntLE(height - 1, 7, 3)
  return data
}
const anmf = (width: number, height: number, pixels: Buffer): Buffer => {
  const head = Buffer.alloc(16)
  head.writeUIntLE(width - 1, 6, 3)
  head.writeUIntLE(height - 1, 9, 3)
  return Buffer.concat([head, pixels])
}

function file(bytes: Buffer): string {
  const path = join(tempFolder(), 'picture')
  writeFileSync(path, bytes)
  return path
}

/** A frame at a place of a screen of 40 × 30. */
const placed = (left: number, top: number, width: number, height: number): Buffer =>
  latin(`GIF87a${short(40)}${short(30)}\0\0\0\x2c${short(left)}${short(top)}${short(width)}${short(height)}\0`)

describe('edges', () => {
  it.each([
    ['image/gif', placed(0, 0, 40, 30), [40, 30]],
    ['image/gif', placed(11, 0, 30, 30), [41, 30]],
    ['image/gif', placed(0, 12, 40, 20), [40, 32]],
    ['image/jpeg', jpeg([frame(30, 20), frame(60, 5), frame(10, 50), frame(40, 10), scan, frame(999, 999)]).bytes, [60, 50]],
    ['image/png', png(31, 21), [31, 21]],
    ['image/webp', webp([webpParts.extended(0, 0)]).bytes, [30, 20]],
    ['image/webp', webp([webpParts.kept('VP8 ', vp8(31, 21))]).bytes, [31, 21]],
    ['image/webp', webp([webpParts.kept('VP8L', vp8l(16_000, 22))]).bytes, [16_000, 22]],
    ['image/webp', webp([webpParts.extended(0, 0), webpParts.kept('VP8 ', vp8(40, 10))]).bytes, [40, 20]],
    ['image/webp', webp([webpParts.extended(2, 0), webpParts.kept('ANMF', anmf(10, 41, webpChunk('VP8L', vp8l(50, 5))))]).bytes, [50, 41]],
    ['image/avif', avif(800), [800, 800]],
  ])('of %s (%#) are those that a decoder makes room for', async (mime, bytes, [width, height]) => {
    expect(await pictureEdgesOf({ path: file(bytes) }, mime)).toEqual({ width, height })
  })
})

describe('a HEIC', () => {
  it.each([
    ['cut as its box says', heic(), [60, 40]],
    ['turned', turnedHeic(), [40, 60]],
    ['of more pixels than are shown', lyingHeic(100, 90), [60, 40]],
    ['of fewer pixels than are cut out', lyingHeic(50, 30), [50, 30]],
  ])('%s is told as it is shown', async (_, bytes, [width, height]) => {
    expect(await pictureFacts(file(bytes), 'image/heic')).toEqual({ width, height })
  })

  it('with boxes that are cut, or count what is not there, is read to an end', async () => {
    const bytes = heic()
    for (let at = 28; at < 28 + bytes.readUInt32BE(28); at++) {
      const changed = Buffer.from(bytes)
      changed.fill(0xff, at, at + 4)
      const edges = await pictureEdgesOf({ bytes: changed }, 'image/heic')
      expect(edges === undefined || (Number.isSafeInteger(edges.width) && Number.isSafeInteger(edges.height))).toBe(true)
    }
  })
})

describe('a picture that lies about its edges', () => {
  it.each([
    ['a small one', 'image/jpeg', jpeg([frame(30, 20), scan]).bytes, true],
    ['a second frame before the scan', 'image/jpeg', jpeg([frame(30, 20), frame(60_000, 60_000), scan]).bytes, false],
    [
      'a frame in the notes of a maker',
      'image/jpeg',
      jpeg([kept(segment(0xeb, frame(30, 20).bytes)), frame(60_000, 60_000), scan]).bytes,
      false,
    ],
    [
      'markers that are filled up',
      'image/jpeg',
      jpeg([kept(latin('\xff\xff\xff')), kept(segment(0xe5, frame(1, 1).bytes)), frame(60_000, 60_000), scan]).bytes,
      false,
    ],
    ['bytes between its segments', 'image/jpeg', jpeg([kept(latin('rubbish')), frame(60_000, 60_000), scan]).bytes, false],
    ['no frame at all', 'image/jpeg', jpeg([scan]).bytes, false],
    ['a small one', 'image/gif', gif(40, 30), true],
    ['a first frame beyond its screen', 'image/gif', gif(1, 65_535), false],
    ['no frame', 'image/gif', gif(40, 30).subarray(0, 30), false],
    ['a small one', 'image/avif', avif(800), true],
    ['the larger of two', 'image/avif', avif(800, 60_000), false],
    ['none', 'image/avif', avif(), false],
    ['a film by its tracks', 'image/avif', Buffer.concat([avif(800), box('moov', meta(60_000))]), false],
    ['a film by a brand', 'image/avif', Buffer.concat([ftyp('mif1', 'avis'), meta(800)]), false],
    ['edges where decoders look for none', 'image/avif', Buffer.concat([ftyp('avif'), box('free', meta(800))]), false],
    ['two answers', 'image/avif', Buffer.concat([avif(800), meta(800)]), false],
    ['an answer that is cut', 'image/avif', avif(800).subarray(0, 50), false],
    ['boxes without an end', 'image/avif', Buffer.concat([ftyp('avif'), ...Array.from({ length: 80 }, () => box('free')), meta(8)]), false],
    [
      'a box of a size that no file has',
      'image/avif',
      Buffer.concat([ftyp('avif'), long(1), latin('free'), long(0xffff_ffff), long(8)]),
      false,
    ],
    // Chromium ends the process that decodes a frame of one.
    ['a canvas that no frame of Chromium’s may have', 'image/webp', webp([kept(webpChunk('VP8X', canvas(49_980, 40)))]).bytes, false],
    ['pixels beyond its canvas', 'image/webp', webp([webpParts.extended(0, 0), webpParts.kept('VP8 ', vp8(16_383, 16_383))]).bytes, false],
    [
      'a frame beyond its canvas',
      'image/webp',
      webp([webpParts.extended(2, 0), webpParts.kept('ANMF', anmf(60_000, 2, Buffer.alloc(0)))]).bytes,
      false,
    ],
    [
      'a height that comes behind its pixels',
      'image/jpeg',
      jpeg([frame(30, 0), scan, kept(segment(0xdc, Buffer.from([0xff, 0xff])))]).bytes,
      false,
    ],
    ['a second header', 'image/png', Buffer.concat([png(30, 20).subarray(0, 33), png(60_000, 60_000, false).subarray(8)]), true],
    ['a format that is a document', 'image/svg+xml', latin('<svg width="10" height="10"/>'), false],
    ['a format of scanners', 'image/tiff', latin('II*\0\x08\0\0\0'), false],
    ['a small one', 'image/heic', heic(), true],
    ['too many pixels, of which a box cuts off most', 'image/heic', lyingHeic(10_001, 10_000), false],
    ['too long a side', 'image/heic', lyingHeic(16_385, 8), false],
    ['a larger one beside the main picture', 'image/heic', heicWith(box('ispe', long(0), long(60_000), long(60_000))), false],
    ['edges of no picture', 'image/heic', Buffer.concat([ftyp('heic'), meta(800)]), false],
    ['a film by its tracks', 'image/heic', Buffer.concat([heic(), box('moov')]), false],
    ['an end in the middle of its boxes', 'image/heic', heic().subarray(0, 600), false],
    ['a small one', 'image/webp', webp([webpParts.extended(0, 0)]).bytes, true],
    ['too many pixels', 'image/png', png(10_001, 10_000, false), false],
    ['too long a side', 'image/png', png(1, 16_385, false), false],
    ['a format that is not read here', 'image/x-icon', latin('\0\0\x01\0'), false],
    ['a name of an object’s own', 'constructor', latin('x'), false],
  ])('by %s (%s) is drawn: %#', async (_, mime, bytes, isAllowed) => {
    expect(await isDrawable({ path: file(bytes), mime })).toBe(isAllowed)
  })

  it('is told as it is shown, also behind megabytes of a camera’s own', async () => {
    const depth = Array.from({ length: 40 }, () => kept(segment(0xe2, Buffer.alloc(60_000, 1))))
    const { bytes } = jpeg([jpegParts.exif('MM', 6), jpegParts.exif('MM', 1), ...depth, frame(4000, 3000), scan])
    expect(await pictureFacts(file(bytes), 'image/jpeg')).toEqual({ width: 3000, height: 4000 })
  })

  it('is not looked at for ever', async () => {
    const many = Buffer.concat([latin('\xff\xd8'), Buffer.alloc(400_000, latin('\xff\xe5\0\x02'))])
    expect(await isDrawable({ path: file(many), mime: 'image/jpeg' })).toBe(false)
    const blocks = Buffer.concat([gif(40, 30).subarray(0, 19), Buffer.alloc(400_000, latin('\x21\xfe\0'))])
    expect(await isDrawable({ path: file(blocks), mime: 'image/gif' })).toBe(false)
  })
})

it('pictures of any bytes are read to an end, and their copies are parts of them in their order', async () => {
  const { drawable, refused, stripped } = await fuzzPictures({ inputs: 2000, seed: 7 })
  expect(drawable + refused).toBe(2000)
  expect(drawable).toBeGreaterThan(200)
  expect(stripped).toBeGreaterThan(200)
})
