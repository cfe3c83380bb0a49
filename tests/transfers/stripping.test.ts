import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { imageSize } from 'image-size'
import { describe, expect, it } from 'vitest'
import { OutgoingFolder } from '../../src/main/transfers/outgoing-folder'
import { strippedCopy } from '../../src/main/transfers/stripping/stripped-copy'
import type { Result } from '../../src/shared/result'
import { must } from '../helpers/results'
import { tempFolder } from '../store/helpers'
import { gone, jpeg, jpegParts, kept, type Part, png, pngParts, SECRET, webp, webpParts } from './camera-files'

const PIXELS = Buffer.from([1, 0xff, 0xd9, 0xff, 0xe1, 0, 0xff])

/** A picture on this computer; where it is copied to. */
class Darkroom {
  readonly dir = tempFolder()
  readonly outgoingDir = join(this.dir, 'outgoing')
  readonly outgoing = new OutgoingFolder(this.outgoingDir)
  readonly path = join(this.dir, 'photo')

  async strip(bytes: Buffer, mime: string): Promise<Result<Buffer | undefined>> {
    writeFileSync(this.path, bytes)
    const { signal } = new AbortController()
    const copy = await strippedCopy({ path: this.path, name: 'photo', mime, chosen: undefined, signal }, this.outgoing)
    expect(readFileSync(this.path).equals(bytes), 'the person’s own file').toBe(true)
    if (!copy.ok) return copy
    if (copy.value === undefined) return { ok: true, value: undefined }
    const made = readFileSync(copy.value.path)
    expect(copy.value.look).toEqual({ size: made.length, mtimeMs: Math.floor(statSync(copy.value.path).mtimeMs) })
    return { ok: true, value: made }
  }
}

const full = [
  jpegParts.jfif,
  jpegParts.exif('II', 6),
  jpegParts.xmp,
  jpegParts.icc,
  jpegParts.mpf,
  jpegParts.iptc,
  jpegParts.adobe,
  jpegParts.tables,
  jpegParts.frame,
  jpegParts.scan(PIXELS),
]

describe('a JPEG', () => {
  it('of a camera loses its place and its notes, and keeps picture, colours and how it is held to the byte', async () => {
    const { bytes, stripped } = jpeg(full, jpegParts.trailer)
    const made = must(await new Darkroom().strip(bytes, 'image/jpeg'))!
    expect(bytes.includes(SECRET)).toBe(true)
    expect(made.equals(stripped)).toBe(true)
    expect(made.includes(SECRET)).toBe(false)
    expect(imageSize(made)).toMatchObject({ width: 30, height: 20, orientation: 6 })
  })

  it('of any parts in any order keeps what makes the picture, and nothing else', async () => {
    const { jfif, jfifWithThumbnail, jfxx, xmp, icc, mpf, iptc, adobe, maker, comment, tables, restarts } = jpegParts
    const darkroom = new Darkroom()
    const others = fc.array(fc.constantFrom(jfif, jfifWithThumbnail, jfxx, xmp, icc, mpf, iptc, adobe, maker, comment, tables, restarts))
    const held = fc.option(
      fc.tuple(fc.constantFrom('II' as const, 'MM' as const), fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined })),
    )
    const scans = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(others, held, others, scans, fc.boolean(), async (before, exif, after, data, hasTrailer) => {
        const camera = exif === null ? [] : [jpegParts.exif(...exif)]
        const picture = data.flatMap((each): Part[] => [jpegParts.scan(Buffer.from(each)), tables, comment])
        const { bytes, stripped } = jpeg(
          [...before, ...camera, jpegParts.frame, ...after, ...picture],
          hasTrailer ? jpegParts.trailer : undefined,
        )
        const made = must(await darkroom.strip(bytes, 'image/jpeg')) ?? bytes
        expect(made.toString('hex')).toBe(stripped.toString('hex'))
        const again = must(await darkroom.strip(made, 'image/jpeg')) ?? made
        expect(again.equals(made), 'once more').toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it('that says nothing is not copied', async () => {
    const darkroom = new Darkroom()
    const { bytes } = jpeg([jpegParts.jfif, jpegParts.icc, jpegParts.tables, jpegParts.frame, jpegParts.scan(PIXELS)])
    expect(must(await darkroom.strip(bytes, 'image/jpeg'))).toBeUndefined()
    expect(readdirSync(darkroom.dir)).toEqual(['photo'])
  })

  it('longer than what is read at a time is whole, wherever its markers lie', async () => {
    const darkroom = new Darkroom()
    for (const length of [65_400, 65_536, 131_071, 262_100, 262_144, 300_000]) {
      const { bytes, stripped } = jpeg(
        [jpegParts.exif('MM', 3), jpegParts.frame, jpegParts.scan(Buffer.alloc(length, 0xff)), jpegParts.comment],
        jpegParts.trailer,
      )
      expect(must(await darkroom.strip(bytes, 'image/jpeg'))?.equals(stripped), String(length)).toBe(true)
    }
  })

  it.each([0, 1, 2])('whose end lies across the edge of what is read at a time is whole (%i)', async (odd) => {
    // 262,144 bytes are looked at from behind the head of the scan; its data are told twice, with two bytes between.
    const scan = jpegParts.scan(Buffer.alloc(131_070, 5))
    const { bytes, stripped } = jpeg([jpegParts.frame, scan, kept(Buffer.alloc(odd, 7))], gone(Buffer.from(SECRET)))
    expect(must(await new Darkroom().strip(bytes, 'image/jpeg'))?.equals(stripped)).toBe(true)
  })

  it('that ends early loses no more than it lacks', async () => {
    const { bytes, stripped } = jpeg(full)
    expect(must(await new Darkroom().strip(bytes.subarray(0, -12), 'image/jpeg'))?.equals(stripped.subarray(0, -12))).toBe(true)
  })

  it('is as it is held by the first that says so', async () => {
    const { exif, frame } = jpegParts
    const { bytes } = jpeg([exif('II', 1), exif('II', 6), frame])
    const made = must(await new Darkroom().strip(bytes, 'image/jpeg'))!
    expect(made.equals(jpeg([frame]).bytes)).toBe(true)
  })
})

describe('a PNG', () => {
  const colours = ['iCCP', 'sRGB', 'gAMA', 'cHRM', 'pHYs', 'tRNS'].map((type) => pngParts.kept(type, Buffer.from(`of ${type}`)))
  const notes = ['tEXt', 'zTXt', 'iTXt', 'tIME', 'caBX', 'prVt'].map(pngParts.gone)
  const picture = pngParts.kept('IDAT', Buffer.alloc(70_000, 9))

  it.each([undefined, 0, 1, 2, 6, 8, 9])('keeps picture, colours and an orientation of %s', async (orientation) => {
    const { bytes, stripped } = png([...colours, ...notes, pngParts.exif(orientation), picture, picture, ...notes], `PK${SECRET}`)
    expect(must(await new Darkroom().strip(bytes, 'image/png'))?.equals(stripped)).toBe(true)
  })

  it('that moves keeps its frames', async () => {
    const frames = ['acTL', 'fcTL', 'fdAT'].map((type) => pngParts.kept(type, Buffer.from('frame')))
    const { bytes, stripped } = png([...frames, picture, ...notes])
    expect(must(await new Darkroom().strip(bytes, 'image/apng'))?.equals(stripped)).toBe(true)
  })

  it('that says nothing is not copied', async () => {
    expect(must(await new Darkroom().strip(png([...colours, picture]).bytes, 'image/png'))).toBeUndefined()
  })
})

describe('a WebP', () => {
  const { extended, turned } = webpParts
  const picture = webpParts.kept('VP8 ', Buffer.alloc(70_001, 7))
  const profile = webpParts.kept('ICCP', Buffer.from('colours'))

  it('keeps picture, colours and how it is held, and says that the rest is not there', async () => {
    const { bytes, stripped } = webp([extended(0x3c, 0x38), profile, picture, turned(6), webpParts.gone('XMP ')], SECRET)
    expect(must(await new Darkroom().strip(bytes, 'image/webp'))?.toString('hex')).toBe(stripped.toString('hex'))
  })

  it('that is held upright has no Exif any more', async () => {
    const { bytes, stripped } = webp([
      extended(0x2c, 0x20),
      profile,
      picture,
      webpParts.gone('EXIF'),
      webpParts.gone('XMP '),
      webpParts.gone('what'),
    ])
    expect(must(await new Darkroom().strip(bytes, 'image/webp'))?.toString('hex')).toBe(stripped.toString('hex'))
  })

  it('that says nothing is not copied', async () => {
    expect(must(await new Darkroom().strip(webp([picture]).bytes, 'image/webp'))).toBeUndefined()
    expect(
      must(
        await new Darkroom().strip(
          webp([extended(0x32, 0x32), profile, webpParts.kept('ANIM', PIXELS), webpParts.kept('ANMF', PIXELS)]).bytes,
          'image/webp',
        ),
      ),
    ).toBeUndefined()
  })
})

describe('what is no picture of its kind', () => {
  it.each([
    ['image/jpeg', Buffer.from('hello')],
    ['image/jpeg', jpeg([jpegParts.exif('II', 6)]).bytes],
    ['image/jpeg', Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.from('ffe10000', 'hex')])],
    [
      'image/jpeg',
      Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.from('ffe10002', 'hex'), Buffer.alloc(100_000, Buffer.from('ffe10002', 'hex'))]),
    ],
    ['image/png', jpeg(full).bytes],
    ['image/png', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\0\0\0\0\0\0\0\0\0', 'latin1')],
    ['image/webp', Buffer.from('RIFF\0\0\0\0WAVE')],
  ])('is not said to be safe (%s %#)', async (mime, bytes) => {
    const darkroom = new Darkroom()
    expect(await darkroom.strip(bytes, mime)).toMatchObject({ ok: false, error: { code: 'not_stripped' } })
    expect(readdirSync(darkroom.dir)).toEqual(['photo'])
  })

  it('and is cut or changed anywhere never hangs, and never lets through what it had to say', async () => {
    const darkroom = new Darkroom()
    const samples = [
      { mime: 'image/jpeg', bytes: jpeg(full, jpegParts.trailer).bytes },
      { mime: 'image/png', bytes: png([pngParts.exif(6), pngParts.gone('tEXt'), pngParts.kept('IDAT', PIXELS)]).bytes },
      {
        mime: 'image/webp',
        bytes: webp([webpParts.extended(0x0c, 8), webpParts.kept('VP8L', PIXELS), webpParts.turned(6), webpParts.gone('XMP ')]).bytes,
      },
    ]
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...samples), fc.nat(), async ({ mime, bytes }, at) => {
        const made = await darkroom.strip(bytes.subarray(0, at % bytes.length), mime)
        if (made.ok) expect(made.value?.includes(SECRET) ?? false).toBe(false)
      }),
      { numRuns: 200 },
    )
  })
})

describe('a copy', () => {
  const { bytes } = jpeg(full)
  const request = (darkroom: Darkroom, change = {}) => ({
    ...{ path: darkroom.path, name: 'photo', mime: 'image/jpeg', chosen: undefined, signal: new AbortController().signal },
    ...change,
  })

  it('is not made of a file that is not what was chosen', async () => {
    const darkroom = new Darkroom()
    writeFileSync(darkroom.path, bytes)
    const chosen = { size: bytes.length, mtimeMs: Math.floor(statSync(darkroom.path).mtimeMs) }
    for (const other of [
      { ...chosen, size: 1 },
      { ...chosen, mtimeMs: 1 },
    ]) {
      const made = await strippedCopy(request(darkroom, { chosen: other }), darkroom.outgoing)
      expect(made).toMatchObject({ ok: false, error: { code: 'changed' } })
    }
    expect(must(await strippedCopy(request(darkroom, { chosen }), darkroom.outgoing))).toBeDefined()
  })

  it('says when there is nothing to copy', async () => {
    const darkroom = new Darkroom()
    expect(await strippedCopy(request(darkroom), darkroom.outgoing)).toMatchObject({ ok: false, error: { code: 'vanished' } })
  })

  it('that is given up leaves nothing behind', async () => {
    const darkroom = new Darkroom()
    writeFileSync(darkroom.path, bytes)
    mkdirSync(darkroom.outgoingDir)
    const made = await strippedCopy(request(darkroom, { signal: AbortSignal.abort() }), darkroom.outgoing)
    expect(made).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    expect(readdirSync(darkroom.outgoingDir)).toEqual([])
  })
})
