import type { ByteReader } from './stripping/byte-reader'

const MAX_BOXES = 64
const MAX_META_BYTES = 256 * 1024
/** Brands of pictures in a row, which decoders read as a track. */
const IN_A_ROW: ReadonlySet<string> = new Set(['avis'])

/**
 * ```
 *   size 4, name 4, (size 8) │ ftyp brand 4, version 4, brands … │ meta … │ mdat …
 * ```
 *
 * What HEIC and AVIF say of their pictures: the inside of `meta`, of which there is one. What has tracks is a film, whatever it
 * calls itself, and none of these.
 */
export async function metaOf(source: ByteReader): Promise<Buffer | undefined> {
  let meta: Buffer | undefined
  let at = 0
  for (let count = 0; at < source.size; count++) {
    const box = await boxAt(source, at)
    if (box === undefined || count === MAX_BOXES || (count === 0) !== (box.name === 'ftyp') || box.name === 'moov') return undefined
    if (box.name === 'ftyp' && (await isInARow(source, box))) return undefined
    if (box.name === 'meta') {
      // Which of two counts nobody knows.
      if (meta !== undefined || box.end - at > MAX_META_BYTES || box.end > source.size) return undefined
      meta = await source.read(box.body, box.end - box.body)
    }
    at = box.end
  }
  return meta
}

/** A box within others that were read; `body`: without its size and name. */
export type InnerBox = { readonly name: string; readonly body: Buffer }

/** The boxes that follow each other there; of what does not fit those before. */
export function boxesOf(bytes: Buffer, most: number): readonly InnerBox[] {
  const boxes: InnerBox[] = []
  for (let at = 0; at + 8 <= bytes.length && boxes.length < most;) {
    const size = bytes.readUInt32BE(at)
    const end = size === 0 ? bytes.length : at + size
    if (end < at + 8 || end > bytes.length) break
    boxes.push({ name: bytes.toString('latin1', at + 4, at + 8), body: bytes.subarray(at + 8, end) })
    at = end
  }
  return boxes
}

/** Where a box stands in its file: its inside from `body`, the next one from `end` on. */
export type Box = { readonly name: string; readonly body: number; readonly end: number }

/** The box that begins there; `undefined`: none can. */
export async function boxAt(source: ByteReader, at: number): Promise<Box | undefined> {
  const head = await source.read(at, 16)
  if (head.length < 8) return undefined
  const name = head.toString('latin1', 4, 8)
  const size = head.readUInt32BE()
  if (size === 0) return { name, body: at + 8, end: source.size }
  if (size !== 1) return size < 8 ? undefined : { name, body: at + 8, end: at + size }
  const long = head.length < 16 ? 0n : head.readBigUInt64BE(8)
  return long < 16n || long > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : { name, body: at + 16, end: at + Number(long) }
}

async function isInARow(source: ByteReader, { body, end }: Box): Promise<boolean> {
  const brands = await source.read(body, Math.min(4096, end - body))
  for (let at = 0; at + 4 <= brands.length; at += 4) if (IN_A_ROW.has(brands.toString('latin1', at, at + 4))) return true
  return end - body > 4096
}
