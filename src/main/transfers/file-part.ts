import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { type FilePart, MAX_PART_BYTES } from '@shared/file'
import { failed, ok, type Result } from '@shared/result'
import { diskFailure } from '../lib/json-file'

/** Bytes of a file from a place on, as many as there are, at most `MAX_PART_BYTES`. Codes: `not_here`, those of the disk. */
export async function readPart(path: string, from: number, length: number): Promise<Result<FilePart>> {
  try {
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const found = await handle.stat()
      if (!found.isFile()) return failed('not_here')
      const wanted = Math.max(0, Math.min(length, MAX_PART_BYTES, found.size - from))
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(wanted), 0, wanted, from)
      return ok({ size: found.size, base64: buffer.subarray(0, bytesRead).toString('base64') })
    } finally {
      await handle.close()
    }
  } catch (error) {
    return diskFailure(error)
  }
}
