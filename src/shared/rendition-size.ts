/** What the window shows of a picture: in the timeline, looked at by itself, or of that each of its px. The larger the later. */
export type RenditionSize = (typeof RENDITION_SIZES)[number]
export const RENDITION_SIZES = ['screen', 'view', 'large'] as const

/**
 * How large it is at most: the shorter edge of what is long and narrow stays as wide as its box, and no more pixels than a
 * page draws at once. A camera's picture is whole in `large`.
 */
const BOUNDS: { readonly [S in RenditionSize]: { readonly longEdge: number; readonly shortEdge: number; readonly pixels: number } } = {
  screen: { longEdge: 1280, shortEdge: 720, pixels: 4_000_000 },
  view: { longEdge: 2560, shortEdge: 1440, pixels: 8_000_000 },
  large: { longEdge: 16_384, shortEdge: 16_384, pixels: 25_000_000 },
}

/** By what a picture of these edges, in px, is scaled; 1: not at all. */
export function renditionScale({ width, height }: { readonly width: number; readonly height: number }, size: RenditionSize): number {
  const { longEdge, shortEdge, pixels } = BOUNDS[size]
  const [long, short] = [Math.max(width, height), Math.min(width, height)]
  return Math.min(1, Math.max(longEdge / long, shortEdge / short), Math.sqrt(pixels / (width * height)))
}
