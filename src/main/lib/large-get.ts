import type { OnReadOpts, Socket } from 'node:net'
import type { ByteAnswer, ByteRequest } from './byte-exchange'
import { HttpError, linkError } from './http-client'
import { LargeAnswer } from './large-answer'

/** Bytes that a socket reads at once. */
const READ_BYTES = 256 * 1024

/** Opens a connection to the server of an address; where it can, it reads as it is told here instead of by its events. */
export type OpenSocket = (url: URL, reads: OnReadOpts, signal: AbortSignal) => Promise<Socket>

/**
 * Asks for many bytes on a connection of their own, which is read into one buffer, again and again: a client for everything
 * pays for each piece with memory, a copy and a walk through streams, more than hashing and writing it takes.
 *
 * @param renewed aborts when the way to the server is another one now
 * @returns `undefined` for an answer that does not say its length: that is for a client that knows all the ways. @throws HttpError
 */
export async function getLarge(request: ByteRequest, open: OpenSocket, renewed: AbortSignal): Promise<ByteAnswer | undefined> {
  const url = new URL(request.url)
  const text = requestText(request, url)
  const answer = new LargeAnswer(request)
  const stop = (): void => answer.cut(cutBy(request.signal))
  const signal = AbortSignal.any([request.signal, renewed])
  signal.addEventListener('abort', stop, { once: true })
  try {
    if (signal.aborted) throw cutBy(request.signal)
    const callback = (length: number, bytes: Uint8Array): boolean => answer.onBytes(bytes as Buffer, length)
    const socket = await open(url, { buffer: Buffer.allocUnsafeSlow(READ_BYTES), callback }, signal)
    socket.once('close', () => signal.removeEventListener('abort', stop))
    const head = await answer.ask(socket, text)
    if (head.length !== undefined) return answer.asAnswer(head)
    answer.drop()
    return undefined
  } catch (error) {
    signal.removeEventListener('abort', stop)
    if (signal.aborted) throw cutBy(request.signal)
    throw error instanceof HttpError ? error : linkError(error)
  }
}

function cutBy(asker: AbortSignal): HttpError {
  return asker.aborted ? new HttpError('cancelled', 'cancelled') : new HttpError('reset', 'the way to the server has changed')
}

function requestText({ headers }: ByteRequest, { host, pathname, search }: URL): string {
  const lines = [`GET ${pathname}${search} HTTP/1.1`, `host: ${host}`, 'connection: close']
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
  // A token is a server's word.
  if (lines.some((line) => /[^\t\x20-\x7e\x80-\xff]/.test(line))) throw new HttpError('http_failed', 'a header that cannot be sent')
  return `${lines.join('\r\n')}\r\n\r\n`
}
