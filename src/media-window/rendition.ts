import type { DecodeJob, MadeRendition } from '@shared/decoding'
import { renditionScale } from '@shared/rendition-size'
import { makeAnimation } from './animation'
import { drawn, hasClearPixels } from './drawing'
import { openFilm } from './film'
import { openPicture } from './picture'
import { bytesOf } from './source'

/** Formats in which nothing is lost: screenshots and drawings, whose edges are to stay sharp. */
const LOSSLESS: ReadonlySet<string> = new Set(['image/png', 'image/apng', 'image/gif', 'image/bmp'])
/** Nothing shines through these. */
const OPAQUE: ReadonlySet<string> = new Set(['image/jpeg', 'image/bmp'])
/** Such a one stays lossless up to so many bytes. */
const MAX_LOSSLESS_BYTES = 6 * 2 ** 20
const MAX_LOSSLESS_PIXELS = 9_000_000
const QUALITY = 0.92

export async function makeRendition({ url, mime, size }: Extract<DecodeJob, { make: 'rendition' }>): Promise<MadeRendition> {
  const isFilm = mime.startsWith('video/')
  const bytes = isFilm ? undefined : await bytesOf(url)
  const moving = bytes && (await makeAnimation(bytes, mime))
  if (moving !== undefined) return moving
  const source = bytes === undefined ? await openFilm(url) : await openPicture(bytes, mime, (edges) => renditionScale(edges, size))
  try {
    const { canvas, context } = drawn(source, renditionScale(source, size))
    return madeOf(await encoded(canvas, mime, !OPAQUE.has(mime) && hasClearPixels(context)))
  } finally {
    source.close()
  }
}

async function encoded(canvas: OffscreenCanvas, mime: string, isClear: boolean): Promise<Blob> {
  if (LOSSLESS.has(mime) && canvas.width * canvas.height <= MAX_LOSSLESS_PIXELS) {
    const blob = await canvas.convertToBlob({ type: 'image/png' })
    if (blob.size <= MAX_LOSSLESS_BYTES) return blob
  }
  return canvas.convertToBlob({ type: isClear ? 'image/webp' : 'image/jpeg', quality: QUALITY })
}

async function madeOf(blob: Blob): Promise<MadeRendition> {
  return { bytes: new Uint8Array(await blob.arrayBuffer()), mime: blob.type }
}
