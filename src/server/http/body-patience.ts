import type { IncomingMessage, Server } from 'node:http'
import type { Server as TlsServer } from 'node:https'
import type { ServerClock } from '../clock'
import { answerBrokenRequest } from './errors'

/** Milliseconds in which a request has to come to its end, unless it is an upload. */
const WHOLE_MS = 30_000

/** An upload brings so many bytes in so many milliseconds, or it is cut; what came of it stays. */
export type Pace = { readonly bytes: number; readonly windowMs: number }

/**
 * Nobody keeps a request open for ever: bodies come within a time, those of uploads, which may be of any length, with a
 * pace.
 */
export class BodyPatience {
  readonly #clock: ServerClock
  readonly #cancels = new WeakMap<IncomingMessage, () => void>()

  constructor(clock: ServerClock) {
    this.#clock = clock
  }

  watch(server: Server | TlsServer): void {
    server.prependListener('request', (request: IncomingMessage) => {
      if (!hasBody(request)) return
      const cut = (): void => {
        // All of it is there: it is the answer that takes its time.
        if (!request.complete) answerBrokenRequest({ code: 'ERR_HTTP_REQUEST_TIMEOUT' }, request.socket)
      }
      this.#until(request, this.#clock.after(WHOLE_MS, cut))
    })
  }

  /** From now on the request has a pace to keep; the result is told of each chunk's bytes. */
  paced(request: IncomingMessage, { bytes, windowMs }: Pace): (chunkBytes: number) => void {
    this.#cancels.get(request)?.()
    let inWindow = 0
    let cancel = (): void => undefined
    const look = (): void => {
      if (inWindow < bytes) return void request.destroy()
      inWindow = 0
      cancel = this.#clock.after(windowMs, look)
    }
    cancel = this.#clock.after(windowMs, look)
    this.#until(request, () => cancel())
    return (chunkBytes) => void (inWindow += chunkBytes)
  }

  #until(request: IncomingMessage, cancel: () => void): void {
    this.#cancels.set(request, cancel)
    request.once('end', cancel)
    request.once('close', cancel)
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}
