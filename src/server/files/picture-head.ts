import type { FileStorage } from './file-storage'

/** Bytes at the beginning that say which picture it is. */
const HEAD_BYTES = 64

/** The first bytes of a stored content; empty where it is not there. */
export async function headOf(storage: Pick<FileStorage, 'open'>, sha256: string): Promise<Buffer> {
  const content = await storage.open(sha256)
  if (content === undefined) return Buffer.alloc(0)
  if (content.size === 0) {
    await content.close()
    return Buffer.alloc(0)
  }
  const pieces: Uint8Array[] = []
  const range = { start: 0, end: Math.min(content.size, HEAD_BYTES) - 1 }
  for await (const piece of content.stream(range, () => undefined)) pieces.push(piece as Uint8Array)
  return Buffer.concat(pieces)
}

/** Which picture bytes are, by their beginning, of those that every client can draw; `undefined`: none. */
export function pictureType(head: Buffer): string | undefined {
  const text = (from: number, to: number): string => head.toString('latin1', from, to)
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png'
  if (text(0, 3) === '\xff\xd8\xff') return 'image/jpeg'
  if (text(0, 6) === 'GIF87a' || text(0, 6) === 'GIF89a') return 'image/gif'
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'image/webp'
  // An `ftyp` box, whose brands say it: the first, or one of those behind the version.
  if (text(4, 8) === 'ftyp' && /avi[fs]/.test(text(8, 12) + text(16, HEAD_BYTES))) return 'image/avif'
  // Two letters are little: the size of the header behind them says more.
  if (text(0, 2) === 'BM' && head.length >= 18 && BMP_HEADERS.has(head.readUInt32LE(14))) return 'image/bmp'
  return undefined
}

const BMP_HEADERS: ReadonlySet<number> = new Set([12, 40, 52, 56, 64, 108, 124])
