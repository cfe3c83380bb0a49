import type { Edges } from './edges'
import { metaOf } from './iso-boxes'
import type { ByteReader } from './stripping/byte-reader'

/** A picture that is put together from several says the edges of each. */
const MAX_ISPE = 1000

/** Of all that its pictures say the largest, each edge by itself. */
export async function avifEdges(source: ByteReader): Promise<Edges | undefined> {
  const meta = await metaOf(source)
  return meta && largestEdges(meta)
}

/**
 * ```
 *   ispe version and flags 4, width 4, height 4
 * ```
 *
 * Wherever in `meta` they are: a decoder may find them in another place than the standard says.
 */
export function largestEdges(meta: Buffer): Edges | undefined {
  let [width, height, found] = [0, 0, 0]
  for (let at = meta.indexOf('ispe', 0, 'latin1'); at >= 0 && at + 16 <= meta.length; at = meta.indexOf('ispe', at + 4, 'latin1')) {
    if (++found > MAX_ISPE) return undefined
    width = Math.max(width, meta.readUInt32BE(at + 8))
    height = Math.max(height, meta.readUInt32BE(at + 12))
  }
  return { width, height }
}
