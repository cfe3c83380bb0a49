import type { Source } from './source'

export type Drawn = { readonly canvas: OffscreenCanvas; readonly context: OffscreenCanvasRenderingContext2D }

/** Scaled, never up. In memory and by this process alone: what was decoded here does not reach the one that draws for all. */
export function drawn({ image, width, height }: Pick<Source, 'image' | 'width' | 'height'>, scale: number): Drawn {
  const by = Math.min(1, scale)
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width * by)), Math.max(1, Math.round(height * by)))
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) throw new Error('no canvas')
  context.imageSmoothingQuality = 'high'
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  return { canvas, context }
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
