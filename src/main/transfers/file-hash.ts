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
      const buffers = [Buffer.allocUnsafe(PIECE_BYTES), Buffer.allocUnsafe(PIECE_BYTES)] as const
      const read = (into: Buffer, at: number): ReturnType<typeof handle.read> =>
        handle.read(into, 0, Math.min(PIECE_BYTES, length - at), at)
      let [reading, reserve] = buffers
      let next = length === 0 ? undefined : read(reading, 0)
      try {
        for (let at = 0; next !== undefined;) {
          const { bytesRead } = await next
          if (signal.aborted) return failed('cancelled')
          if (bytesRead === 0) return failed('changed', `it ends after ${at} bytes of ${length}`)
          const piece = reading.subarray(0, bytesRead)
          ;[reading, reserve] = [reserve, reading]
          at += bytesRead
          // While this one is computed.
          next = at < length ? read(reading, at) : undefined
          hash.update(piece)
          onRead(at)
        }
        return ok(hash)
      } finally {
        await next?.catch(() => undefined)
      }
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
