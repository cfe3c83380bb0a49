import type { ByteReader } from './byte-reader'
import { type Orientation, orientationOf, orientationOnly } from './orientation'
import { type Plan, PlanBuilder } from './plan'

const KEPT: ReadonlySet<string> = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP'])
const HEAD_BYTES = 12
/** Of `VP8X`: type, length, and its first byte, which has the flags. */
const FLAGS_AT = 8
const HAS_EXIF = 0x08
const HAS_XMP = 0x04
const MAX_CHUNKS = 100_000
const MAX_EXIF_BYTES = 1024 * 1024

/** From `at` up to `next`, the byte that makes it even included. */
type Chunk = { readonly type: string; readonly at: number; readonly next: number }

/**
 * ```
 *   RIFF size 4 WEBP │ type 4, length 4, data, a byte where the length is odd │ …
 *        little endian, of everything behind it
 * ```
 *
 * Kept to the byte: the picture, its frames, its colour profile; `VP8X` but for the flags of what has gone. Of Exif the
 * orientation comes again, alone. The size is told anew.
 *
 * @returns `undefined`: it is no WebP
 */
export async function planWebp(source: ByteReader): Promise<Plan | undefined> {
  const head = await source.read(0, HEAD_BYTES)
  if (head.length < HEAD_BYTES || head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8) !== 'WEBP') return undefined
  const end = Math.min(source.size, head.readUInt32LE(4) + 8)
  const chunks = await chunksOf(source, end)
  if (chunks === undefined) return undefined
  const kept = chunks.filter(({ type }) => KEPT.has(type))
  const last = kept.at(-1)?.next ?? HEAD_BYTES
  const plan = new PlanBuilder()
  if (kept.length === chunks.length && last === source.size) {
    plan.keep(0, source.size)
    return plan.plan
  }
  const exif = kept[0]?.type === 'VP8X' ? chunks.find(({ type }) => type === 'EXIF') : undefined
  const orientation = exif === undefined ? 1 : orientationOf(await dataOf(source, exif))
  const added = orientation === 1 ? Buffer.alloc(0) : exifChunk(orientation)
  plan.keep(0, 4)
  plan.put(uint32(kept.reduce((sum, { at, next }) => sum + next - at, 4 + added.length)))
  plan.keep(8, HEAD_BYTES)
  for (const { type, at, next } of kept) {
    const [flags] = type === 'VP8X' ? await source.read(at + FLAGS_AT, 1) : []
    if (flags === undefined) plan.keep(at, next)
    else {
      plan.keep(at, at + FLAGS_AT)
      plan.put(Buffer.from([(flags & ~(HAS_EXIF | HAS_XMP)) | (orientation === 1 ? 0 : HAS_EXIF)]))
      plan.keep(at + FLAGS_AT + 1, next)
    }
  }
  if (added.length > 0) plan.put(added)
  return plan.plan
}

async function chunksOf(source: ByteReader, end: number): Promise<readonly Chunk[] | undefined> {
  const chunks: Chunk[] = []
  for (let at = HEAD_BYTES; at + 8 <= end;) {
    if (chunks.length === MAX_CHUNKS) return undefined
    const head = await source.read(at, 8)
    const length = head.readUInt32LE(4)
    const next = Math.min(end, at + 8 + length + (length % 2))
    chunks.push({ type: head.toString('latin1', 0, 4), at, next })
    at = next
  }
  return chunks
}

function dataOf(source: ByteReader, { at, next }: Chunk): Promise<Buffer> {
  return source.read(at + 8, Math.min(MAX_EXIF_BYTES, next - at - 8))
}

function exifChunk(orientation: Orientation): Buffer {
  const data = orientationOnly(orientation)
  return Buffer.concat([Buffer.from('EXIF', 'latin1'), uint32(data.length), data])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
