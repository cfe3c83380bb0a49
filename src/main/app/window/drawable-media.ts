import type { MediaAddress } from '../../lib/media-address'
import type { MediaFile } from '../../media/media-answer'
import { isDrawable } from '../../transfers/picture-facts'

/** Answers that are remembered; beyond it the oldest are asked again. */
const REMEMBERED = 2000

/**
 * The page gets a picture, whoever sent it, only where its edges were read and are bounded: a few bytes that are gigabytes
 * of pixels never reach its decoder. It shows what it shows of a picture that is none. Films and sounds are decoded
 * elsewhere, piece by piece.
 */
export function drawableMedia(
  find: (address: MediaAddress) => MediaFile | undefined | Promise<MediaFile | undefined>,
): (address: MediaAddress) => Promise<MediaFile | undefined> {
  const known = new Map<string, boolean>()
  return async (address) => {
    const file = await find(address)
    if (file === undefined || !isRaster(file.mime)) return file
    // What lies under its hash stays what it is; the person's own files may change.
    const key = address.of === 'file' ? address.id : undefined
    const isKnown = key === undefined ? undefined : known.get(key)
    const isAllowed = isKnown ?? (await isDrawable(file))
    if (key !== undefined && isKnown === undefined) {
      for (const oldest of known.keys()) {
        if (known.size < REMEMBERED) break
        known.delete(oldest)
      }
      known.set(key, isAllowed)
    }
    return isAllowed ? file : undefined
  }
}

/** SVG is served as bytes and never drawn (`media-answer`). */
const isRaster = (mime: string): boolean => mime.startsWith('image/') && mime !== 'image/svg+xml'
