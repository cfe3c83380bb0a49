import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Edges, RoomyEdges } from './edges'
import { hasKnownEdges, pictureEdges } from './picture-edges'
import { BytesReader, FileReader } from './stripping/byte-reader'

/** Shown, but written by few and read by fewer: it goes as a file. */
const ONLY_SHOWN = 'image/avif'

/** A picture that is larger would take gigabytes as soon as somebody looks at it. */
const MAX_PIXELS = 100_000_000
const MAX_SIDE = 16_384
/** Bytes within which every format says its edges, second pictures and depths of cameras before them included. */
const LOOKED_AT_BYTES = 16 * 2 ** 20

/** Where the bytes of a picture are. */
export type PictureSource = { readonly path: string } | { readonly bytes: Uint8Array }

/** Of a picture that can be sent as one: its edges as shown. `undefined` for what cannot be drawn, or is too large to be. */
export async function pictureFacts(path: string, mime: string): Promise<Edges | undefined> {
  if (mime === ONLY_SHOWN) return undefined
  const edges = await pictureEdgesOf({ path }, mime)
  return edges !== undefined && isBounded(edges) ? { width: edges.width, height: edges.height } : undefined
}

/** Whether a page may draw it: its edges are known and bounded before anybody decodes it. */
export async function isDrawable({ path, mime }: { readonly path: string; readonly mime: string }): Promise<boolean> {
  return (await pictureFault({ path }, mime)) === undefined
}

/** Why it is not even tried to decode it; `undefined`: nothing is known against it. */
export async function pictureFault(source: PictureSource, mime: string): Promise<'unknown_kind' | 'too_large' | undefined> {
  const edges = await pictureEdgesOf(source, mime)
  if (edges === undefined) return 'unknown_kind'
  return isBounded(edges) ? undefined : 'too_large'
}

/** What its header says of it; `undefined`: nothing that is believed. */
export async function pictureEdgesOf(source: PictureSource, mime: string): Promise<RoomyEdges | undefined> {
  if (!hasKnownEdges(mime)) return undefined
  if ('bytes' in source) return pictureEdges(new BytesReader(source.bytes), mime)
  try {
    const handle = await open(source.path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
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

function isBounded(edges: RoomyEdges): boolean {
  const { width, height } = edges.room ?? edges
  return width <= MAX_SIDE && height <= MAX_SIDE && width * height <= MAX_PIXELS
}
