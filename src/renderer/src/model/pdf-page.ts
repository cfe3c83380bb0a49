/** In px at 100 %. */
export type PageSize = { readonly width: number; readonly height: number }

/** A sheet of A4. */
export const USUAL_PAGE: PageSize = { width: 794, height: 1123 }
/** Pixels of a page that is drawn, and how many times higher than wide it is laid out at most: others choose its size. */
const [MOST_PIXELS, MOST_TALL] = [16_000_000, 10]

/** A size that can be laid out, whatever the document says. */
export function soundSize({ width, height }: PageSize): PageSize {
  if (!(width > 0 && height > 0 && Number.isFinite(width) && Number.isFinite(height))) return USUAL_PAGE
  return { width, height: Math.min(width * MOST_TALL, Math.max(width / MOST_TALL, height)) }
}

/** Pixels of the canvas for one px of the page at 100 %, so that it is sharp, and no larger than allowed. */
export function drawnScale({ width, height }: PageSize, scale: number, density: number): number {
  return Math.min(scale * density, Math.sqrt(MOST_PIXELS / (width * height)))
}
