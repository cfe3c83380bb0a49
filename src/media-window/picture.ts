import type { Source } from './source'

/** How a format is decoded that Chromium does not know; asked for where it is met first. */
type Codec = (bytes: Blob) => Promise<Source>
const heic = async (): Promise<Codec> => (await import('./heic')).openHeic
const CODECS: { readonly [mime: string]: (() => Promise<Codec>) | undefined } = { 'image/heic': heic, 'image/heif': heic }

/** A picture turned as it is held; of one that moves its first frame. @throws Error for what is none */
export async function openPicture(bytes: Blob, mime: string): Promise<Source> {
  const codec = Object.hasOwn(CODECS, mime) ? await CODECS[mime]?.() : undefined
  return codec === undefined ? byChromium(bytes) : codec(bytes)
}

async function byChromium(bytes: Blob): Promise<Source> {
  const image = await createImageBitmap(bytes)
  return { image, width: image.width, height: image.height, close: () => image.close() }
}
