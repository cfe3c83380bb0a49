import type { DecodeJob, MadeRedrawn } from '@shared/decoding'
import { drawEdits } from '@shared/draw-edits'
import { type Edges, NO_EDITS, seenPart, turnedEdges } from '@shared/picture-edits'
import { canvasOf, halved, toEdge } from './drawing'
import { openPicture } from './picture'
import { bytesOf } from './source'

/** What eyes do not tell from the picture (JPEG, WebP); of one that may be drawn anew once more. */
const QUALITY = 0.87
const EDITED_QUALITY = 0.93

/** The picture upright, as it was edited, in sRGB, no larger than it is; nothing of its metadata goes on. @throws where it cannot be decoded */
export async function redraw({ url, mime, draw }: Extract<DecodeJob, { make: 'redrawn' }>): Promise<MadeRedrawn> {
  const { maxSide = Number.POSITIVE_INFINITY, edits } = draw
  const partOf = (edges: Edges) => seenPart(edits ?? NO_EDITS, turnedEdges(edges, edits?.turns ?? 0))
  const scaleOf = (edges: Edges): number => Math.min(1, toEdge(partOf(edges), maxSide))
  const source = await openPicture(await bytesOf(url), mime, scaleOf)
  try {
    const edges = { width: source.width, height: source.height }
    const [part, scale] = [partOf(edges), scaleOf(edges)]
    const { image: canvas, pen } = imageOf(part.width * scale, part.height * scale)
    const image = halved(source.image, edges.width * scale)
    drawEdits<CanvasImageSource>({ pen, image, edges, edits: edits ?? NO_EDITS, scale, canvas: imageOf })
    const blob = await canvas.convertToBlob({ type: draw.mime, quality: edits === undefined ? QUALITY : EDITED_QUALITY })
    return { bytes: new Uint8Array(await blob.arrayBuffer()), width: canvas.width, height: canvas.height }
  } finally {
    source.close()
  }
}

function imageOf(width: number, height: number) {
  const { canvas, context } = canvasOf(width, height)
  return { image: canvas, pen: context }
}
