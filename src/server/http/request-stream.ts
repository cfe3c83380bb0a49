import type { IncomingMessage } from 'node:http'

/** A request in the terms of the web, as the tus library wants it. */
export type WebRequest = {
  readonly request: Request
  /**
   * Nobody reads on: what still comes is thrown away as it comes, or the next request on this connection would wait behind
   * it for ever.
   */
  readonly discard: () => void
}

/**
 * The body is read only as fast as somebody takes it.
 *
 * @param onBytes is told of each chunk that is taken
 */
export function webRequest(raw: IncomingMessage, onBytes: (bytes: number) => void = () => undefined): WebRequest {
  const headers = Object.entries(raw.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as [string, string]],
  )
  const body = raw.method === 'POST' || raw.method === 'PATCH' ? bodyOf(raw, onBytes) : undefined
  const request = new Request(`http://localhost${raw.url ?? '/'}`, {
    method: raw.method,
    headers,
    ...(body === undefined ? {} : { body: body.stream, duplex: 'half' }),
  })
  return { request, discard: body?.discard ?? (() => undefined) }
}

function bodyOf(raw: IncomingMessage, onBytes: (bytes: number) => void) {
  let isDiscarded = false
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        raw.on('data', (chunk: Buffer) => {
          if (isDiscarded) return
          raw.pause()
          onBytes(chunk.length)
          controller.enqueue(chunk)
        })
        raw.pause()
        raw.once('end', () => {
          if (!isDiscarded) controller.close()
        })
        raw.once('error', (error) => {
          if (!isDiscarded) controller.error(error)
        })
        // Gone before its end, without a word.
        raw.once('close', () => {
          if (!isDiscarded && !raw.complete) controller.error(new Error('the request was broken off'))
        })
      },
      pull() {
        raw.resume()
      },
      cancel() {
        discard()
      },
    },
    { highWaterMark: 0 },
  )
  const discard = (): void => {
    isDiscarded = true
    raw.resume()
  }
  return { stream, discard }
}
