import type { IncomingHttpHeaders } from 'node:http'
import { finished } from 'node:stream'
import type { Agent, Dispatcher } from 'undici'
import type { ByteAnswer, ByteHttp, TakeBytes } from './byte-exchange'
import type { Dial } from './dial'
import { openAgent, openOne } from './dialled-agent'
import { HttpError, linkError } from './http-client'
import { getLarge, type OpenSocket } from './large-get'

/** Milliseconds until a connection stands. */
const CONNECT_MS = 15_000
/** To one server: three files up, three down, and what is asked beside them. */
const CONNECTIONS = 8
/** Bytes that are read of an answer that only says why not. */
const MAX_REASON_BYTES = 16 * 1024

export function createByteHttp({ ca, dial }: { readonly ca?: string | undefined; readonly dial?: Dial | undefined } = {}): ByteHttp {
  let agent: Promise<Agent> | undefined
  /** Of the connections that are not the agent's. */
  let renewed = new AbortController()
  let isClosed = false
  const openSocket: OpenSocket | undefined =
    dial && ((url, onread, signal) => openOne(url, { ca, dial, timeoutMs: CONNECT_MS }, { onread, signal }))
  return {
    async request(request) {
      if (isClosed) throw new HttpError('http_failed', 'the client is closed')
      if (request.isLarge === true && openSocket !== undefined) {
        const answer = await getLarge(request, openSocket, renewed.signal)
        if (answer !== undefined) return answer
      }
      const { request: send } = await import('undici')
      const dispatcher = await (agent ??= openAgent({ ca, dial, timeoutMs: CONNECT_MS, connections: CONNECTIONS }))
      const { method, url, headers, body, signal, answerMs, pauseMs } = request
      const options = { method, headers, signal, dispatcher, headersTimeout: answerMs, bodyTimeout: pauseMs }
      try {
        const response = await send(url, { ...options, body: (body ?? null) as Dispatcher.DispatchOptions['body'] })
        return answerOf(response, signal)
      } catch (error) {
        throw httpError(error, signal)
      }
    },
    renew() {
      void agent?.then((before) => before.destroy())
      agent = undefined
      renewed.abort()
      renewed = new AbortController()
    },
    async close() {
      isClosed = true
      renewed.abort()
      await (await agent)?.destroy()
    },
  }
}

function answerOf({ statusCode, headers, body }: Dispatcher.ResponseData, signal: AbortSignal): ByteAnswer {
  // Whoever has stopped asking is told by the signal; without a listener the error would end the program.
  body.on('error', () => undefined)
  return {
    status: statusCode,
    header: (name) => one(headers, name),
    each: (take) => eachOf(body, take, signal),
    async text() {
      const chunks: Uint8Array[] = []
      let length = 0
      await eachOf(body, (chunk) => (length += chunks[chunks.push(chunk) - 1]!.length) < MAX_REASON_BYTES, signal)
      return Buffer.concat(chunks).toString('utf8', 0, MAX_REASON_BYTES)
    },
    drop: () => void body.dump().catch(() => undefined),
  }
}

/** Without an iterator, whose promises cost as much for a piece as reading it does. Ends when nothing is being taken any more. */
function eachOf(body: Dispatcher.ResponseData['body'], take: TakeBytes, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let isOver = false
    let taking: Promise<unknown> = Promise.resolve()
    const fail = (error: unknown): void => {
      isOver = true
      body.destroy()
      reject(error instanceof Error ? error : new Error(String(error)))
    }
    const goOn = (wantsMore: boolean): void => {
      if (wantsMore) return void body.resume()
      isOver = true
      body.destroy()
      resolve()
    }
    finished(body, { writable: false }, (error) => {
      const end = (): void => (error instanceof Error ? reject(httpError(error, signal)) : resolve())
      taking.then(end, end)
    })
    body.on('data', (bytes: Uint8Array) => {
      if (isOver) return
      try {
        const taken = take(bytes)
        if (taken === true) return
        body.pause()
        if (taken === false) goOn(false)
        else taking = taken.then(goOn, fail)
      } catch (error) {
        fail(error)
      }
    })
  })
}

function one(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

function httpError(error: unknown, signal: AbortSignal): HttpError {
  if (error instanceof HttpError) return error
  return signal.aborted ? new HttpError('cancelled', 'cancelled', { cause: error }) : linkError(error)
}
