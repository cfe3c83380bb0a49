import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { disableTypes, imageSize } from 'image-size'

/** What Chromium draws and whose edges are read here, and thus what can be sent as a picture. */
const DRAWN: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/apng', 'image/gif', 'image/webp', 'image/bmp'])

/** A picture that is larger would take gigabytes as soon as somebody looks at it. */
const MAX_PIXELS = 100_000_000
const MAX_SIDE = 16_384
/** Bytes within which every format says its edges, thumbnails and profiles of cameras before them included. */
const HEAD_BYTES = 512 * 1024

// Readers of formats that are not drawn are not fed.
disableTypes(['cur', 'dds', 'heif', 'icns', 'ico', 'j2c', 'jp2', 'jxl', 'jxl-stream', 'ktx', 'pnm', 'psd', 'svg', 'tga', 'tiff'])

/** The edges of a picture in px, rotation applied; `undefined` for what cannot be drawn, or is too large to be. */
export async function pictureFacts(path: string, mime: string): Promise<{ readonly width: number; readonly height: number } | undefined> {
  if (!DRAWN.has(mime)) return undefined
  try {
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
      return edgesOf(buffer.subarray(0, bytesRead))
    } finally {
      await handle.close()
    }
  } catch {
    return undefined
  }
}

function edgesOf(head: Uint8Array): { readonly width: number; readonly height: number } | undefined {
  const { width, height, orientation = 1 } = imageSize(head)
  const isBounded = width > 0 && height > 0 && width <= MAX_SIDE && height <= MAX_SIDE && width * height <= MAX_PIXELS
  if (!isBounded) return undefined
  // Four of the eight orientations lie on their side.
  return orientation >= 5 ? { width: height, height: width } : { width, height }
}
