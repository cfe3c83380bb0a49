import { drawEdits } from '@shared/draw-edits'
import { NO_EDITS, type PictureEdits, seenPart, turnedEdges } from '@shared/picture-edits'

/** How a picture is drawn anew: its longest side in px at most, as what, and how it was edited. */
export type DrawAsk = { readonly maxSide?: number; readonly mime: string; readonly edits?: PictureEdits }

/** What eyes do not tell from the picture (JPEG, WebP); of one that may be drawn anew once more. */
const QUALITY = 0.87
const EDITED_QUALITY = 0.93

/**
 * The picture upright and in sRGB, no larger than it is; whoever asked looks at what comes. Nothing of its metadata goes on.
 *
 * @throws where it cannot be decoded
 */
export async function drawnPicture(url: string, { maxSide = Number.POSITIVE_INFINITY, mime, edits }: DrawAsk) {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`not read: ${response.status}`)
  const image = await createImageBitmap(await response.blob())
  try {
    const edges = { width: image.width, height: image.height }
    const part = seenPart(edits ?? NO_EDITS, turnedEdges(edges, edits?.turns ?? 0))
    const scale = Math.min(1, maxSide / Math.max(part.width, part.height))
    const { image: canvas, pen } = canvasOf(part.width * scale, part.height * scale)
    drawEdits({ pen, image, edges, edits: edits ?? NO_EDITS, scale, canvas: canvasOf })
    const blob = await canvas.convertToBlob({ type: mime, quality: edits === undefined ? QUALITY : EDITED_QUALITY })
    return { bytes: new Uint8Array(await blob.arrayBuffer()), width: canvas.width, height: canvas.height }
  } finally {
    image.close()
  }
}

function canvasOf(width: number, height: number) {
  const image = new OffscreenCanvas(Math.max(1, Math.round(width)), Math.max(1, Math.round(height)))
  const pen = image.getContext('2d')
  if (pen === null) throw new Error('no canvas')
  return { image, pen }
}
