import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { type Edges, hasKnownEdges, pictureEdges } from './picture-edges'
import { FileReader } from './stripping/byte-reader'

/** Shown, but written by few and read by fewer: it goes as a file. */
const ONLY_SHOWN = 'image/avif'

/** A picture that is larger would take gigabytes as soon as somebody looks at it. */
const MAX_PIXELS = 100_000_000
const MAX_SIDE = 16_384
/** Bytes within which every format says its edges, second pictures and depths of cameras before them included. */
const LOOKED_AT_BYTES = 16 * 2 ** 20

/** Of a picture that can be sent as one: its edges as shown. `undefined` for what cannot be drawn, or is too large to be. */
export async function pictureFacts(path: string, mime: string): Promise<Edges | undefined> {
  if (mime === ONLY_SHOWN) return undefined
  const edges = await edgesOf(path, mime)
  return edges !== undefined && isBounded(edges) ? edges : undefined
}

/** Whether a page may draw it, whoever sent it: its edges are known and bounded before anybody decodes it. */
export async function isDrawable({ path, mime }: { readonly path: string; readonly mime: string }): Promise<boolean> {
  return (await pictureFault(path, mime)) === undefined
}

/** Why it is not even tried to decode it; `undefined`: nothing is known against it. */
export async function pictureFault(path: string, mime: string): Promise<'unknown_kind' | 'too_large' | undefined> {
  const edges = await edgesOf(path, mime)
  if (edges === undefined) return 'unknown_kind'
  return isBounded(edges) ? undefined : 'too_large'
}

async function edgesOf(path: string, mime: string): Promise<Edges | undefined> {
  if (!hasKnownEdges(mime)) return undefined
  try {
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const { size } = await handle.stat()
      return await pictureEdges(new FileReader(handle, Math.min(size, LOOKED_AT_BYTES)), mime)
    } finally {
      await handle.close()
    }
  } catch {
    return undefined
  }
}

function isBounded({ width, height }: Edges): boolean {
  return width <= MAX_SIDE && height <= MAX_SIDE && width * height <= MAX_PIXELS
}
