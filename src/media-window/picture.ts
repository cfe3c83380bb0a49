import { openJpeg } from './jpeg'
import type { NeededScale, Source } from './source'

/** How a format is decoded that Chromium does not know; asked for where it is met first. */
type Codec = (bytes: Blob) => Promise<Source>
const heic = async (): Promise<Codec> => (await import('./heic')).openHeic
const CODECS: { readonly [mime: string]: (() => Promise<Codec>) | undefined } = { 'image/heic': heic, 'image/heif': heic }

/**
 * A picture turned as it is held; of one that moves its first frame. It has at least the px that it is drawn with, and fewer
 * than its own where that is less work. @throws Error for what is none
 */
export async function openPicture(bytes: Blob, mime: string, neededScale: NeededScale): Promise<Source> {
  const codec = Object.hasOwn(CODECS, mime) ? await CODECS[mime]?.() : undefined
  if (codec !== undefined) return codec(bytes)
  return (mime === 'image/jpeg' ? await openJpeg(bytes, neededScale) : undefined) ?? byChromium(bytes)
}

async function byChromium(bytes: Blob): Promise<Source> {
  const image = await createImageBitmap(bytes)
  return { image, width: image.width, height: image.height, close: () => image.close() }
}
