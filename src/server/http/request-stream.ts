import type { IncomingMessage } from 'node:http'

/**
 * A request in the terms of the web, as the tus library wants it. Its body is read only as fast as somebody takes it; who
 * stops taking leaves the rest unread, and the connection to whoever answers.
 *
 * @param onBytes is told of each chunk
 */
export function webRequest(raw: IncomingMessage, onBytes: (bytes: number) => void): Request {
  const headers = Object.entries(raw.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as [string, string]],
  )
  const hasBody = raw.method === 'POST' || raw.method === 'PATCH'
  return new Request(`http://localhost${raw.url ?? '/'}`, {
    method: raw.method,
    headers,
    ...(hasBody ? { body: bodyOf(raw, onBytes), duplex: 'half' } : {}),
  })
}

function bodyOf(raw: IncomingMessage, onBytes: (bytes: number) => void): ReadableStream<Uint8Array> {
  const chunks = raw[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next()
        if (done === true) return controller.close()
        onBytes(value.length)
        controller.enqueue(value)
      },
    },
    { highWaterMark: 0 },
  )
}
