import type { Source } from './source'

export type Drawn = { readonly canvas: OffscreenCanvas; readonly context: OffscreenCanvasRenderingContext2D }

/** Scaled, never up. In memory and by this process alone: what was decoded here does not reach the one that draws for all. */
export function drawn({ image, width, height }: Pick<Source, 'image' | 'width' | 'height'>, scale: number): Drawn {
  const by = Math.min(1, scale)
  const { canvas, context } = canvasOf(width * by, height * by)
  context.drawImage(halved(image, canvas.width), 0, 0, canvas.width, canvas.height)
  return { canvas, context }
}

/** Edges are rounded. */
export function canvasOf(width: number, height: number): Drawn {
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width)), Math.max(1, Math.round(height)))
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) throw new Error('no canvas')
  context.imageSmoothingQuality = 'high'
  return { canvas, context }
}

/**
 * The image with less than twice the px that it is drawn with across: of more, drawing looks at some alone, and of the lines of
 * a page or the threads of a cloth it draws those that it happens to meet.
 */
export function halved(image: CanvasImageSource, width: number): CanvasImageSource {
  let [halves, px] = [image, pxOf(image)]
  while (px.width >= 2 * width && px.width > 1 && px.height > 1) {
    const { canvas, context } = canvasOf(px.width / 2, px.height / 2)
    context.drawImage(halves, 0, 0, canvas.width, canvas.height)
    ;[halves, px] = [canvas, canvas]
  }
  return halves
}

/** What there is of it, px; less than its edges where it was decoded so. */
export function pxOf(image: CanvasImageSource): Pick<Source, 'width' | 'height'> {
  if (image instanceof VideoFrame) return { width: image.displayWidth, height: image.displayHeight }
  if (image instanceof HTMLVideoElement) return { width: image.videoWidth, height: image.videoHeight }
  if (image instanceof ImageBitmap || image instanceof OffscreenCanvas) return { width: image.width, height: image.height }
  throw new Error('nothing of the kind is drawn')
}

/** The scale at which the longer edge is no longer than that. */
export const toEdge = ({ width, height }: Pick<Source, 'width' | 'height'>, maxEdge: number): number => maxEdge / Math.max(width, height)

/** Rows that are looked at in one go. */
const ROWS = 256

/** Whether something shines through somewhere. */
export function hasClearPixels(context: OffscreenCanvasRenderingContext2D): boolean {
  const { width, height } = context.canvas
  for (let top = 0; top < height; top += ROWS) {
    const { data } = context.getImageData(0, top, width, Math.min(ROWS, height - top))
    for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return true
  }
  return false
}
