import { pictureEdges } from '../../src/main/transfers/picture-edges'
import type { ByteReader } from '../../src/main/transfers/stripping/byte-reader'
import { planJpeg } from '../../src/main/transfers/stripping/jpeg'
import type { Plan } from '../../src/main/transfers/stripping/plan'
import { planPng } from '../../src/main/transfers/stripping/png'
import { planWebp } from '../../src/main/transfers/stripping/webp'
import { jpeg, jpegParts, png, pngParts, webp, webpParts } from '../transfers/camera-files'
import { heic } from '../transfers/heic'
import { below, pick, seededRandom } from './random'

export type PictureFuzzReport = {
  /** What says edges, and what does not. */
  readonly drawable: number
  readonly refused: number
  /** Those of which a copy could be made. */
  readonly stripped: number
}

const PIXELS = Buffer.alloc(600, 0x5a)
const GIF = Buffer.from('GIF89a\x1e\0\x14\0\x80\0\0rgbRGB\x21\xf9\x04\0\0\0\0\0\x2c\0\0\0\0\x1e\0\x14\0\0\x02\x02\x44\x01\0;', 'latin1')
const AVIF = Buffer.from('\0\0\0\x18ftypavif\0\0\0\0avifmif1\0\0\0\x20meta\0\0\0\0\0\0\0\x14ispe\0\0\0\0\0\0\0\x1e\0\0\0\x14', 'latin1')
const BMP = Buffer.concat([
  Buffer.from('BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x1e\0\0\0\x14\0\0\0\x01\0\x18\0', 'latin1'),
  Buffer.alloc(100),
])

type Sample = { readonly mime: string; readonly bytes: Buffer; readonly plan?: (source: ByteReader) => Promise<Plan | undefined> }

const SAMPLES: readonly Sample[] = [
  {
    mime: 'image/jpeg',
    plan: planJpeg,
    bytes: jpeg(
      [jpegParts.jfif, jpegParts.exif('II', 6), jpegParts.xmp, jpegParts.icc, jpegParts.frame, jpegParts.scan(PIXELS)],
      jpegParts.trailer,
    ).bytes,
  },
  { mime: 'image/png', plan: planPng, bytes: png([pngParts.exif(6), pngParts.gone('tEXt'), pngParts.kept('IDAT', PIXELS)]).bytes },
  {
    mime: 'image/webp',
    plan: planWebp,
    bytes: webp([webpParts.extended(0x0c, 8), webpParts.kept('VP8L', PIXELS), webpParts.turned(6), webpParts.gone('XMP ')]).bytes,
  },
  { mime: 'image/gif', bytes: GIF },
  { mime: 'image/avif', bytes: AVIF },
  { mime: 'image/heic', bytes: heic() },
  { mime: 'image/bmp', bytes: BMP },
]

/** Pictures that are cut, changed, spliced and lie about themselves; what breaks a promise throws, what hangs hangs. */
export async function fuzzPictures({ inputs, seed }: { readonly inputs: number; readonly seed: number }): Promise<PictureFuzzReport> {
  const random = seededRandom(seed)
  const report = { drawable: 0, refused: 0, stripped: 0 }
  for (let i = 0; i < inputs; i++) {
    const { mime, bytes, plan } = pick(random, SAMPLES)
    const source = readerOf(mutated(random, bytes))
    const edges = await pictureEdges(source, mime)
    if (edges === undefined) report.refused += 1
    else {
      report.drawable += 1
      for (const edge of [edges.width, edges.height]) if (!Number.isSafeInteger(edge) || edge <= 0) throw new Error(`an edge of ${edge}`)
    }
    const made = await plan?.(source)
    if (made === undefined) continue
    report.stripped += 1
    checkPlan(made, source.size)
  }
  return report
}

/** A copy is never longer than its source but for what is said again of how it is held, and tells nothing twice. */
function checkPlan(plan: Plan, size: number): void {
  let [last, own] = [0, 0]
  for (const piece of plan) {
    if (!('from' in piece)) own += piece.length
    else if (piece.from < last || piece.to <= piece.from || piece.to > size) throw new Error(`from ${piece.from} to ${piece.to} of ${size}`)
    else last = piece.to
  }
  if (own > 4096) throw new Error(`${own} bytes of its own`)
}

/** Cut, changed in places, or put together wrongly. */
export function mutated(random: () => number, bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes)
  for (let count = below(random, 5); count > 0; count--) {
    const at = below(random, changed.length)
    switch (below(random, 4)) {
      case 0:
        changed[at] = below(random, 256)
        break
      case 1:
        changed.fill(pick(random, [0, 0xff]), at, Math.min(changed.length, at + 1 + below(random, 8)))
        break
      case 2:
        changed.copyWithin(at, below(random, changed.length), below(random, changed.length))
        break
      default:
        return changed.subarray(0, at)
    }
  }
  return changed
}

function readerOf(bytes: Buffer): ByteReader {
  return { size: bytes.length, read: (at, length) => Promise.resolve(bytes.subarray(at, at + length)) }
}
