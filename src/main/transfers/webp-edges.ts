import type { Edges } from './edges'
import type { ByteReader } from './stripping/byte-reader'

const MAX_CHUNKS = 20_000

/**
 * ```
 *   RIFF size WEBP │ ( name 4, bytes 4, … ) …     VP8X flags, 0 3, width-1 3, height-1 3
 *   VP8␣ tag 3, 9D 01 2A, width 2, height 2       VP8L 2F, 14 bits width-1, 14 bits height-1
 *   ANMF x 3, y 3, width-1 3, height-1 3, ms 3, flags │ chunks of one frame
 * ```
 *
 * Of its canvas and of all its frames the largest: which of them a decoder believes is its own affair.
 */
export async function webpEdges(source: ByteReader): Promise<Edges | undefined> {
  const head = await source.read(0, 12)
  if (!/^RIFF[^]{4}WEBP$/.test(head.toString('latin1'))) return undefined
  let [width, height, at] = [0, 0, 12]
  for (let count = 0; at + 8 <= source.size; count++) {
    if (count === MAX_CHUNKS) return undefined
    const chunk = await source.read(at, 8 + 16)
    const name = chunk.toString('latin1', 0, 4)
    const edges = chunkEdges(name, chunk.subarray(8))
    if (edges !== undefined) [width, height] = [Math.max(width, edges.width), Math.max(height, edges.height)]
    const bytes = chunk.readUInt32LE(4)
    // The chunks of a frame lie within it.
    at += name === 'ANMF' && bytes >= 16 ? 8 + 16 : 8 + bytes + (bytes % 2)
  }
  return { width, height }
}

function chunkEdges(name: string, data: Buffer): Edges | undefined {
  if (name === 'VP8X' && data.length >= 10) return { width: 1 + data.readUIntLE(4, 3), height: 1 + data.readUIntLE(7, 3) }
  if (name === 'ANMF' && data.length >= 12) {
    return { width: data.readUIntLE(0, 3) * 2 + 1 + data.readUIntLE(6, 3), height: data.readUIntLE(3, 3) * 2 + 1 + data.readUIntLE(9, 3) }
  }
  if (name === 'VP8 ' && data.length >= 10) return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff }
  if (name !== 'VP8L' || data.length < 5) return undefined
  const bits = data.readUInt32LE(1)
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) }
}
