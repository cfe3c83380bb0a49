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
  const source = await (isVideo ? openFilm(url) : openPicture(await bytesOf(url), mime, (edges) => toEdge(edges, MAX_EDGE)))
  try {
    const { width, height, seconds } = source
    const length = seconds === undefined ? {} : { seconds }
    const { blob, canvas } = await encoded(source)
    const bytes = new Uint8Array(await blob.arrayBuffer())
    return { bytes, mime: blob.type, width, height, ...length, thumbHash: hashOf(canvas) }
  } finally {
    source.close()
  }
}

async function encoded(source: Source): Promise<{ readonly blob: Blob; readonly canvas: OffscreenCanvas }> {
  for (const [quality, share] of TRIES) {
    const { canvas } = drawn(source, toEdge(source, MAX_EDGE * share))
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality })
    if (blob.size <= MAX_BYTES) return { blob, canvas }
  }
  throw new Error('no preview is small enough')
}

/** Of the preview: to make the whole that small would take as long as the preview. */
function hashOf(preview: OffscreenCanvas): Uint8Array {
  const { canvas, context } = drawn({ image: preview, width: preview.width, height: preview.height }, toEdge(preview, HASHED_EDGE))
  return rgbaToThumbHash(canvas.width, canvas.height, context.getImageData(0, 0, canvas.width, canvas.height).data)
}
