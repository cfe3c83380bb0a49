import { failed, ok } from '@shared/result'
import type { ByteSink, FileApi } from '../kinds/kind/file-api'
import type { TransferRow } from '../store/transfers-table'
import { boxesOf } from './iso-boxes'

/** Bytes behind the pictures and the sound of a film that are fetched before them; the table of an hour has about one MiB. */
export const MAX_TAIL_BYTES = 4 * 2 ** 20
/** Boxes among which the table is. */
const MAX_BOXES = 64

/** Chromium's player asks for bytes by the block in which they stand, and so for some of the pictures with the table. */
const BLOCK_BYTES = 32 * 1024

/** The end of a film, from a place on. */
export type FilmTail = { readonly from: number; readonly bytes: Buffer }

/**
 * The end of a film, with its table of contents and what stands before that in its block. `undefined`: it could not be had, there is no
 * table in it, or it is all of the film.
 * @param tableAt what stands behind the pictures
 */
export async function readTail(
  files: Pick<FileApi, 'read'>,
  { fileId, sha256, size }: Pick<TransferRow, 'fileId' | 'sha256' | 'size'>,
  tableAt: number,
  signal: AbortSignal,
): Promise<FilmTail | undefined> {
  const from = tableAt - (tableAt % BLOCK_BYTES)
  const wanted = size - from
  if (fileId === undefined || from === 0 || size - tableAt > MAX_TAIL_BYTES) return undefined
  const pieces: Buffer[] = []
  let came = 0
  const sink: ByteSink = {
    // All of it is what the download brings.
    begin: (head) => Promise.resolve(head.from === from && head.size === size ? ok() : failed('damaged')),
    write: (bytes) => {
      came += bytes.length
      if (came > wanted) return failed('damaged')
      pieces.push(Buffer.from(bytes))
      return ok()
    },
  }
  const read = await files.read(fileId, { from, sha256, expected: wanted }, sink, signal)
  const bytes = Buffer.concat(pieces)
  const hasTable = boxesOf(bytes.subarray(tableAt - from), MAX_BOXES).some(({ name }) => name === 'moov')
  return read.ok && came === wanted && hasTable ? { from, bytes } : undefined
}
