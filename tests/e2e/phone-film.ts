import type { Page } from 'playwright'

/** As it is encoded; whoever looks at it sees it turned a quarter to the right, higher than it is wide. */
const CODED = { width: 320, height: 240 } as const
/** Of which a second has so many. */
const TIMESCALE = 600
const FRAMES_A_SECOND = 10
const SECONDS = 8

/** A film as telephones make it that are held upright. */
export type PhoneFilm = { readonly bytes: Buffer; readonly width: number; readonly height: number; readonly seconds: number }

/**
 * H.264 in an MP4 whose table stands at its end and tells that the pictures lie on their side: seen upright, its upper half is red and
 * its lower one blue.
 *
 * ```
 *   ftyp │ mdat frame, frame … │ moov mvhd │ trak tkhd (turned), mdia … stbl
 * ```
 * @param bytesEach that lie behind each frame and say nothing
 */
export async function phoneFilm(page: Page, bytesEach = 0): Promise<PhoneFilm> {
  const { frames, description } = await encoded(page, SECONDS * FRAMES_A_SECOND)
  const nothing = Buffer.alloc(bytesEach)
  const ftyp = box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2avc1mp41', 'latin1'))
  const mdat = box('mdat', ...frames.flatMap((frame) => [frame, nothing]))
  const places: number[] = []
  let place = ftyp.length + 8
  for (const frame of frames) {
    places.push(place)
    place += frame.length + bytesEach
  }
  const moov = table(frames, places, description)
  return { bytes: Buffer.concat([ftyp, mdat, moov]), width: CODED.height, height: CODED.width, seconds: SECONDS }
}

async function encoded(page: Page, count: number): Promise<{ readonly frames: readonly Buffer[]; readonly description: Buffer }> {
  const made = await page.evaluate(
    async ({ width, height, count, usEach }) => {
      const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))
      const frames: string[] = []
      let description = ''
      const encoder = new VideoEncoder({
        output: (chunk, about) => {
          const bytes = new Uint8Array(chunk.byteLength)
          chunk.copyTo(bytes)
          frames.push(base64(bytes))
          const told = about?.decoderConfig?.description
          if (told !== undefined) description = base64(new Uint8Array(told as ArrayBuffer))
        },
        error: (error) => {
          throw error
        },
      })
      encoder.configure({ codec: 'avc1.42E01E', width, height, bitrate: 400_000, avc: { format: 'avc' } })
      const pen = new OffscreenCanvas(width, height).getContext('2d')!
      for (let at = 0; at < count; at++) {
        pen.fillStyle = '#e02020'
        pen.fillRect(0, 0, width / 2, height)
        pen.fillStyle = '#2040e0'
        pen.fillRect(width / 2, 0, width / 2, height)
        const frame = new VideoFrame(pen.canvas, { timestamp: at * usEach })
        encoder.encode(frame, { keyFrame: true })
        frame.close()
      }
      await encoder.flush()
      encoder.close()
      return { frames, description }
    },
    { ...CODED, count, usEach: 1_000_000 / FRAMES_A_SECOND },
  )
  return { frames: made.frames.map((frame) => Buffer.from(frame, 'base64')), description: Buffer.from(made.description, 'base64') }
}

/** ISO 14496-12, 8.2 to 8.8. */
function table(frames: readonly Buffer[], places: readonly number[], description: Buffer): Buffer {
  const length = (frames.length * TIMESCALE) / FRAMES_A_SECOND
  const [upright, turned] = [matrix(1, 0, 0, 1, 0), matrix(0, 1, -1, 0, CODED.height)]
  const mvhd = full(
    'mvhd',
    0,
    u32(0, 0, TIMESCALE, length, 0x10000),
    Buffer.from('0100', 'hex'),
    Buffer.alloc(10),
    upright,
    Buffer.alloc(24),
    u32(2),
  )
  const tkhd = full('tkhd', 7, u32(0, 0, 1, 0, length), Buffer.alloc(16), turned, u32(CODED.width << 16, CODED.height << 16))
  const mdhd = full('mdhd', 0, u32(0, 0, TIMESCALE, length), Buffer.from('55c40000', 'hex'))
  const hdlr = full('hdlr', 0, u32(0), Buffer.from('vide'), Buffer.alloc(12), Buffer.from('Pictures\0'))
  const dinf = box('dinf', full('dref', 0, u32(1), full('url ', 1)))
  const avc1 = box(
    'avc1',
    Buffer.from('0000000000000001', 'hex'),
    Buffer.alloc(16),
    u32((CODED.width << 16) | CODED.height, 0x48_0000, 0x48_0000, 0),
    Buffer.from('0001', 'hex'),
    Buffer.alloc(32),
    Buffer.from('0018ffff', 'hex'),
    box('avcC', description),
  )
  const stbl = box(
    'stbl',
    full('stsd', 0, u32(1), avc1),
    full('stts', 0, u32(1, frames.length, TIMESCALE / FRAMES_A_SECOND)),
    full('stsc', 0, u32(1, 1, 1, 1)),
    full('stsz', 0, u32(0, frames.length, ...frames.map((frame) => frame.length))),
    full('stco', 0, u32(places.length, ...places)),
  )
  const minf = box('minf', full('vmhd', 1, Buffer.alloc(8)), dinf, stbl)
  return box('moov', mvhd, box('trak', tkhd, box('mdia', mdhd, hdlr, minf)))
}

/** a b 0, c d 0, x 0 1: the last column in 2.30, the rest in 16.16. */
function matrix(a: number, b: number, c: number, d: number, x: number): Buffer {
  const bytes = Buffer.alloc(36)
  for (const [index, value] of [a, b, 0, c, d, 0, x, 0].entries()) bytes.writeInt32BE(value * 0x10000, index * 4)
  bytes.writeInt32BE(0x4000_0000, 32)
  return bytes
}

function full(name: string, flags: number, ...inside: readonly Buffer[]): Buffer {
  return box(name, u32(flags), ...inside)
}

function box(name: string, ...inside: readonly Buffer[]): Buffer {
  const body = Buffer.concat(inside)
  return Buffer.concat([u32(body.length + 8), Buffer.from(name, 'latin1'), body])
}

function u32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4)
  return bytes
}
