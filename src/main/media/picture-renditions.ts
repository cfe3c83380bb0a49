import type { Result } from '@shared/result'
import type { RenditionSize } from '@shared/rendition-size'
import type { Decoder } from './decoder'
import { isJpeg, isPng, isWebp } from './made-bytes'

/** More is no rendition: 25 megapixels as a JPEG of any content are less. */
const MAX_BYTES = 48 * 2 ** 20
/** What is decoded in a moment goes before what takes longer. */
const SMALL_BYTES = 200 * 1024

export type Rendition = { readonly bytes: Uint8Array; readonly mime: string }

/** A picture of so many bytes; `mime` is what they are. */
export type RenderedFile = {
  readonly source: { readonly path: string } | { readonly bytes: Uint8Array }
  readonly bytes: number
  readonly mime: string
}

/** Has a picture encoded anew for the window, in the media window. Codes: as `Decoder.decode`. */
export function renderPicture(decoder: Decoder, { source, bytes, mime }: RenderedFile, size: RenditionSize): Promise<Result<Rendition>> {
  return decoder.decode({ ...source, mime }, { make: 'rendition', size }, bytes <= SMALL_BYTES ? 'small' : 'shown', renditionOf)
}

function renditionOf(made: unknown): Rendition | undefined {
  if (typeof made !== 'object' || made === null) return undefined
  const { bytes, mime } = made as Readonly<Record<string, unknown>>
  if (!(bytes instanceof Uint8Array) || bytes.length > MAX_BYTES) return undefined
  if (mime === 'image/jpeg') return isJpeg(bytes) ? { bytes, mime } : undefined
  if (mime === 'image/png') return isPng(bytes) ? { bytes, mime } : undefined
  return mime === 'image/webp' && isWebp(bytes) ? { bytes, mime } : undefined
}
