import type { ByteRange } from './byte-range'

/** What is still coming. `mime` is what its first bytes are, `size` how many bytes it will have. */
export type ArrivingMedia = {
  readonly size: number
  readonly mime: string
  /** One byte from a place on at least, `most` at most, once they are there. `undefined`: they never will be, or nobody asks any more. */
  readonly read: (at: number, most: number, signal: AbortSignal) => Promise<Uint8Array | undefined>
}

const PIECE_BYTES = 256 * 1024

/** The bytes of a part of what is still coming: each piece waits until something of it is there. It breaks off where no more will come. */
export function arrivingStream({ read }: Pick<ArrivingMedia, 'read'>, { first, last }: ByteRange): ReadableStream<Uint8Array> {
  const left = new AbortController()
  let position = first
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const piece = await read(position, Math.min(PIECE_BYTES, last + 1 - position), left.signal)
        if (left.signal.aborted) return
        if (piece === undefined) return controller.error(new Error('no more of it comes'))
        position += piece.length
        controller.enqueue(piece)
        if (position > last) controller.close()
      },
      cancel: () => left.abort(),
    },
    { highWaterMark: 0 },
  )
}
