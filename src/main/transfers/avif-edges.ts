import type { Edges } from './edges'
import type { ByteReader } from './stripping/byte-reader'

const MAX_BOXES = 64
const MAX_META_BYTES = 256 * 1024
/** A picture that is put together from several says the edges of each. */
const MAX_ISPE = 1000

/**
 * ```
 *   size 4, name 4, (size 8) │ ftyp brand 4, version 4, brands … │ meta … ispe version and flags 4, width 4, height 4 … │ mdat …
 * ```
 *
 * Of all that its pictures say the largest. What has tracks is a film, whatever it calls itself, and none of these.
 */
export async function avifEdges(source: ByteReader): Promise<Edges | undefined> {
  let edges: Edges | undefined
  let at = 0
  for (let count = 0; at < source.size; count++) {
    const box = await boxAt(source, at)
    if (box === undefined || count === MAX_BOXES || (count === 0) !== (box.name === 'ftyp') || box.name === 'moov') return undefined
    if (box.name === 'ftyp' && (await isFilm(source, box))) return undefined
    if (box.name === 'meta') {
      // Which of two counts nobody knows.
      if (edges !== undefined || box.end - at > MAX_META_BYTES || box.end > source.size) return undefined
      edges = largest(await source.read(at, box.end - at))
      if (edges === undefined) return undefined
    }
    at = box.end
  }
  return edges
}

type Box = { readonly name: string; readonly body: number; readonly end: number }

async function boxAt(source: ByteReader, at: number): Promise<Box | undefined> {
  const head = await source.read(at, 16)
  if (head.length < 8) return undefined
  const name = head.toString('latin1', 4, 8)
  const size = head.readUInt32BE()
  if (size === 0) return { name, body: at + 8, end: source.size }
  if (size !== 1) return size < 8 ? undefined : { name, body: at + 8, end: at + size }
  const long = head.length < 16 ? 0n : head.readBigUInt64BE(8)
  return long < 16n || long > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : { name, body: at + 16, end: at + Number(long) }
}

/** A brand of pictures in a row, which decoders read as a track. */
async function isFilm(source: ByteReader, { body, end }: Box): Promise<boolean> {
  const brands = await source.read(body, Math.min(4096, end - body))
  for (let at = 0; at + 4 <= brands.length; at += 4) if (brands.toString('latin1', at, at + 4) === 'avis') return true
  return end - body > 4096
}

function largest(meta: Buffer): Edges | undefined {
  let [width, height, found] = [0, 0, 0]
  for (let at = meta.indexOf('ispe', 0, 'latin1'); at >= 0 && at + 16 <= meta.length; at = meta.indexOf('ispe', at + 4, 'latin1')) {
    if (++found > MAX_ISPE) return undefined
    width = Math.max(width, meta.readUInt32BE(at + 8))
    height = Math.max(height, meta.readUInt32BE(at + 12))
  }
  return { width, height }
}
