import type { FileHandle } from 'node:fs/promises'
import type { ByteRange } from './byte-range'

const PIECE_BYTES = 256 * 1024

/**
 * The bytes of a part of an open file, read as they are wanted; the handle is closed with the stream, whoever ends it.
 * Not `Readable.toWeb`: a request that is cancelled makes it throw where nobody can catch it.
 */
export function fileStream(handle: FileHandle, { first, last }: ByteRange): ReadableStream<Uint8Array> {
  let [position, isClosed] = [first, false]
  const close = async (): Promise<void> => {
    if (isClosed) return
    isClosed = true
    await handle.close()
  }
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const wanted = Math.min(PIECE_BYTES, last + 1 - position)
        try {
          const piece = new Uint8Array(wanted)
          const { bytesRead } = wanted === 0 ? { bytesRead: 0 } : await handle.read(piece, 0, wanted, position)
          if (isClosed) return
          position += bytesRead
          if (bytesRead > 0) controller.enqueue(piece.subarray(0, bytesRead))
          // A file that became shorter ends early: whoever asked compares with the length that was said.
          if (bytesRead > 0 && position <= last) return
          await close()
          controller.close()
        } catch (error) {
          await close().catch(() => undefined)
          controller.error(error)
        }
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  )
}
