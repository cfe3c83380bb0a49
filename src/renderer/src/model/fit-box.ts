const MAX_WIDTH = 320
const MAX_HEIGHT = 280
const MIN_SIDE = 96

/** px of a box in which what stands in its upper corner and in its middle would meet. */
const LOW = 112

export function isLow({ height }: { readonly height: number }): boolean {
  return height < LOW
}

/** px of the longest side of a sticker, and of its shortest. */
const STICKER = { most: 160, least: 48 } as const

/** The box, in px, that a picture of this size is shown in; a square-ish guess when its size is unknown. */
export function fitBox(width: number | undefined, height: number | undefined): { readonly width: number; readonly height: number } {
  if (width === undefined || height === undefined || width <= 0 || height <= 0) return { width: 240, height: 180 }
  const scale = Math.min(1, MAX_WIDTH / width, MAX_HEIGHT / height)
  return {
    width: Math.max(MIN_SIDE, Math.round(width * scale)),
    height: Math.max(MIN_SIDE, Math.round(height * scale)),
  }
}

/** The box, in px, of a sticker of this size: small, and never larger than it is. */
export function stickerBox(width: number | undefined, height: number | undefined): { readonly width: number; readonly height: number } {
  const { most, least } = STICKER
  if (width === undefined || height === undefined || width <= 0 || height <= 0) return { width: most, height: most }
  const scale = Math.min(1, most / Math.max(width, height))
  return { width: Math.max(least, Math.round(width * scale)), height: Math.max(least, Math.round(height * scale)) }
}
