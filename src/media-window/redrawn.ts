import type { DecodeJob, MadeRedrawn } from '@shared/decoding'
import { drawEdits } from '@shared/draw-edits'
import { NO_EDITS, seenPart, turnedEdges } from '@shared/picture-edits'
import { openPicture } from './picture'
import { bytesOf } from './source'

/** What eyes do not tell from the picture (JPEG, WebP); of one that may be drawn anew once more. */
const QUALITY = 0.87
const EDITED_QUALITY = 0.93

/** The picture upright, as it was edited, in sRGB, no larger than it is; nothing of its metadata goes on. @throws where it cannot be decoded */
export async function redraw({ url, mime, draw }: Extract<DecodeJob, { make: 'redrawn' }>): Promise<MadeRedrawn> {
  const { maxSide = Number.POSITIVE_INFINITY, edits } = draw
  const source = await openPicture(await bytesOf(url), mime)
  try {
    const edges = { width: source.width, height: source.height }
    const part = seenPart(edits ?? NO_EDITS, turnedEdges(edges, edits?.turns ?? 0))
    const scale = Math.min(1, maxSide / Math.max(part.width, part.height))
    const { image: canvas, pen } = canvasOf(part.width * scale, part.height * scale)
    drawEdits({ pen, image: source.image, edges, edits: edits ?? NO_EDITS, scale, canvas: canvasOf })
    const blob = await canvas.convertToBlob({ type: draw.mime, quality: edits === undefined ? QUALITY : EDITED_QUALITY })
    return { bytes: new Uint8Array(await blob.arrayBuffer()), width: canvas.width, height: canvas.height }
  } finally {
    source.close()
  }
}

function canvasOf(width: number, height: number) {
  const image = new OffscreenCanvas(Math.max(1, Math.round(width)), Math.max(1, Math.round(height)))
  const pen = image.getContext('2d', { willReadFrequently: true })
  if (pen === null) throw new Error('no canvas')
  return { image, pen }
}
