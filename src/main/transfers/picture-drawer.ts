import type { PictureEdits } from '@shared/picture-edits'
import type { Result } from '@shared/result'
import { magicOf } from './magic'
import { pictureEdges } from './picture-edges'
import { BytesReader } from './stripping/byte-reader'

/** How a picture is drawn anew: its longest side in px at most, as what, and how it was edited. */
export type DrawRequest = { readonly maxSide?: number; readonly mime: DrawnMime; readonly edits?: PictureEdits }
export type DrawnMime = 'image/jpeg' | 'image/png' | 'image/webp'

/** A picture drawn anew, upright and in sRGB; its edges in px. */
export type DrawnPicture = { readonly bytes: Uint8Array; readonly width: number; readonly height: number }

/** Draws pictures anew, where what strangers made is decoded. Codes: whatever kept it from that. */
export interface PictureDrawer {
  draw(path: string, mime: string, request: DrawRequest): Promise<Result<DrawnPicture>>
}

/** What comes from where strange files are decoded may have been made by one. */
export async function isWhatItSays(
  { bytes, width, height }: DrawnPicture,
  mime: DrawnMime,
  maxSide = Number.POSITIVE_INFINITY,
): Promise<boolean> {
  if ((await magicOf(bytes)) !== mime) return false
  const edges = await pictureEdges(new BytesReader(bytes), mime)
  return edges?.width === width && edges.height === height && Math.max(width, height) <= maxSide
}
