import { type FileHandle, open, stat } from 'node:fs/promises'
import { failed, ok, type Result } from '@shared/result'
import { diskFailure } from '../lib/json-file'
import type { ByteSource } from '../kinds/kind/file-api'
import { PIECE_BYTES } from './file-hash'

/** What tells that a file is what it was, short of reading it. `mtimeMs`: whole epoch ms. */
export type Look = { readonly size: number; readonly mtimeMs: number }

/** Codes: `vanished` for what is not there, or no file any more; those of the disk. */
export async function lookAt(path: string): Promise<Result<Look>> {
  try {
    const found = await stat(path)
    return found.isFile() ? ok({ size: found.size, mtimeMs: Math.floor(found.mtimeMs) }) : failed('vanished', 'not a file')
  } catch (error) {
    return isMissing(error) ? failed('vanished', 'not there') : diskFailure(error)
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}

/** The bytes of a file from a place on; what they broke off for stands in `failure`. */
export class SourceBytes {
  readonly #path: string
  readonly #from: number
  readonly #to: number
  readonly #onTaken: (at: number) => void
  failure: Result<never> | undefined

  /** @param onTaken with the place up to which bytes have been handed over */
  constructor(path: string, from: number, to: number, onTaken: (at: number) => void) {
    this.#path = path
    this.#from = from
    this.#to = to
    this.#onTaken = onTaken
  }

  async *bytes(): ByteSource {
    try {
      const handle = await open(this.#path, 'r')
      let next = this.#readAhead(handle, this.#from)
      try {
        for (let at = this.#from; at < this.#to;) {
          const piece = await next
          if (piece.length === 0) throw new Error('the file is shorter than it was')
          at += piece.length
          // While the socket takes this one.
          next = this.#readAhead(handle, at)
          yield piece
          this.#onTaken(at)
        }
      } finally {
        await next.catch(() => undefined)
        await handle.close()
      }
    } catch (error) {
      const isOfTheDisk = error instanceof Error && 'code' in error
      this.failure = isMissing(error) ? failed('vanished') : isOfTheDisk ? diskFailure(error) : failed('changed', String(error))
      throw error
    }
  }

  /** What it fails with is told to whoever awaits it, which may be long after. */
  #readAhead(handle: FileHandle, at: number): Promise<Uint8Array> {
    const reading = this.#read(handle, at)
    reading.catch(() => undefined)
    return reading
  }

  /** Nothing at the end, or where the file has become shorter. */
  async #read(handle: FileHandle, at: number): Promise<Uint8Array> {
    if (at >= this.#to) return new Uint8Array(0)
    // A piece of its own each: the socket may still hold the one before.
    const piece = Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, this.#to - at))
    const { bytesRead } = await handle.read(piece, 0, piece.length, at)
    return piece.subarray(0, bytesRead)
  }
}
