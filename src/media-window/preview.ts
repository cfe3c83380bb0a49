import type { DecodeJob, MadePreview } from '@shared/decoding'
import { rgbaToThumbHash } from 'thumbhash'
import { drawn, toEdge } from './drawing'
import { openFilm } from './film'
import { openPicture } from './picture'
import { bytesOf, type Source } from './source'

/** Edge of a preview at most, in px, and its bytes (PROTOCOL 9). */
const MAX_EDGE = 800
const MAX_BYTES = 200 * 1024
/** ThumbHash takes no more. */
const HASHED_EDGE = 100
/** What is tried until the preview is small enough: quality and share of the edge. */
const TRIES = [
  [0.8, 1],
  [0.6, 1],
  [0.5, 0.7],
  [0.4, 0.4],
] as const

export async function makePreview({ url, mime, isVideo }: Extract<DecodeJob, { make: 'preview' }>): Promise<MadePreview> {
  const source = await (isVideo ? openFilm(url) : openPicture(await bytesOf(url), mime))
  try {
    const { width, height, seconds } = source
    const length = seconds === undefined ? {} : { seconds }
    const blob = await encoded(source)
    return { bytes: new Uint8Array(await blob.arrayBuffer()), mime: blob.type, width, height, ...length, thumbHash: hashOf(source) }
  } finally {
    source.close()
  }
}

async function encoded(source: Source): Promise<Blob> {
  for (const [quality, share] of TRIES) {
    const blob = await drawn(source, toEdge(source, MAX_EDGE * share)).canvas.convertToBlob({ type: 'image/webp', quality })
    if (blob.size <= MAX_BYTES) return blob
  }
  throw new Error('no preview is small enough')
}

function hashOf(source: Source): Uint8Array {
  const { canvas, context } = drawn(source, toEdge(source, HASHED_EDGE))
  return rgbaToThumbHash(canvas.width, canvas.height, context.getImageData(0, 0, canvas.width, canvas.height).data)
}
