import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { drawnMs, gifRoundMs, LONGEST_ROUND_MS } from './gif-round'
import { type ByteReader, FileReader } from './stripping/byte-reader'

/** Parts that are walked, and bytes that are looked at: of a file that has more, what they say. */
const MAX_PARTS = 100_000
const LOOKED_AT_BYTES = 64 * 2 ** 20

/**
 * How long a picture takes to show each of its frames once, ms; 0 where it stands still, and where that cannot be read. Nothing
 * is decoded.
 */
export async function pictureRoundMs(path: string): Promise<number> {
  try {
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const { size } = await handle.stat()
      return await roundMs(new FileReader(handle, Math.min(size, LOOKED_AT_BYTES)))
    } finally {
      await handle.close()
    }
  } catch {
    return 0
  }
}

async function roundMs(source: ByteReader): Promise<number> {
  const head = (await source.read(0, 12)).toString('latin1')
  if (/^GIF8/.test(head)) return gifRoundMs(source)
  if (/^\x89PNG\r\n\x1a\n/.test(head)) return pngRoundMs(source)
  return /^RIFF[^]{4}WEBP$/.test(head) ? webpRoundMs(source) : 0
}

/**
 * ```
 *   signature 8 │ ( length 4, name 4, data, check 4 ) …     fcTL seq 4, edges 16, delay 2 over 2 (0: over 100) s, …
 * ```
 */
async function pngRoundMs(source: ByteReader): Promise<number> {
  const delays: number[] = []
  for (let at = 8, parts = 0; at + 12 <= source.size && parts < MAX_PARTS; parts++) {
    const chunk = await source.read(at, 8 + 26)
    const name = chunk.toString('latin1', 4, 8)
    if (name === 'IEND') break
    if (name === 'fcTL' && chunk.length >= 32) delays.push(drawnMs((chunk.readUInt16BE(28) * 1000) / (chunk.readUInt16BE(30) || 100)))
    at += 12 + chunk.readUInt32BE(0)
  }
  return roundOf(delays)
}

/**
 * ```
 *   RIFF size WEBP │ ( name 4, bytes 4, data ) …     ANMF edges 12, ms 3, …
 * ```
 */
async function webpRoundMs(source: ByteReader): Promise<number> {
  const delays: number[] = []
  for (let at = 12, parts = 0; at + 8 <= source.size && parts < MAX_PARTS; parts++) {
    const chunk = await source.read(at, 8 + 15)
    if (chunk.toString('latin1', 0, 4) === 'ANMF' && chunk.length >= 23) delays.push(drawnMs(chunk.readUIntLE(20, 3)))
    const bytes = chunk.readUInt32LE(4)
    at += 8 + bytes + (bytes % 2)
  }
  return roundOf(delays)
}

function roundOf(delays: readonly number[]): number {
  const total = delays.reduce((sum, delay) => sum + delay, 0)
  return delays.length < 2 ? 0 : Math.min(LONGEST_ROUND_MS, Math.round(total))
}
