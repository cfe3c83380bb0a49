import { failed, ok } from '@shared/result'
import type { ByteSink, FileApi } from '../kinds/kind/file-api'
import type { TransferRow } from '../store/transfers-table'
import { boxesOf } from './iso-boxes'

/** Bytes behind the pictures and the sound of a film that are fetched before them; the table of an hour has about one MiB. */
export const MAX_TAIL_BYTES = 4 * 2 ** 20
/** Boxes among which the table is. */
const MAX_BOXES = 64

/** The end of a film from a place on, with its table of contents. `undefined`: it could not be had, or there is none in it. */
export async function readTail(
  files: Pick<FileApi, 'read'>,
  { fileId, sha256, size }: Pick<TransferRow, 'fileId' | 'sha256' | 'size'>,
  from: number,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  const wanted = size - from
  if (fileId === undefined || wanted > MAX_TAIL_BYTES) return undefined
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
  const tail = Buffer.concat(pieces)
  return read.ok && came === wanted && boxesOf(tail, MAX_BOXES).some(({ name }) => name === 'moov') ? tail : undefined
}
