import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { failed, ok, type Result } from '@shared/result'
import { diskFailure } from '../lib/json-file'

/** Bytes of one step: half a millisecond of computing, then the event loop runs. */
export const PIECE_BYTES = 256 * 1024

/**
 * Reads the beginning of a file into a hash, piece by piece. Codes: `changed` when it is shorter, `cancelled`, those of the
 * disk.
 * @param onRead with the bytes read so far
 */
export async function hashOf(
  path: string,
  length: number,
  signal: AbortSignal,
  onRead = (_bytes: number): void => undefined,
): Promise<Result<Hash>> {
  const hash = createHash('sha256')
  try {
    const handle = await open(path, 'r')
    try {
      const piece = Buffer.allocUnsafe(PIECE_BYTES)
      for (let at = 0; at < length;) {
        if (signal.aborted) return failed('cancelled')
        const { bytesRead } = await handle.read(piece, 0, Math.min(PIECE_BYTES, length - at), at)
        if (bytesRead === 0) return failed('changed', `it ends after ${at} bytes of ${length}`)
        hash.update(piece.subarray(0, bytesRead))
        at += bytesRead
        onRead(at)
      }
      return ok(hash)
    } finally {
      await handle.close()
    }
  } catch (error) {
    return diskFailure(error)
  }
}

/** Of a whole file, hex. @throws what the disk says */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}
