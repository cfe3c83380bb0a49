import type { Agent, Response } from 'undici'
import type { LinkCauseCode } from '@shared/status'
import { type Dial, DialError } from './dial'
import { openAgent } from './dialled-agent'
import { errorCodeOf, linkCauseOf } from './link-errors'

/** Milliseconds for a whole call, answer included. */
const DEFAULT_TIMEOUT_MS = 15_000
/** Bytes of an unpacked answer at most; a page of 500 messages is far below. */
const DEFAULT_MAX_BODY_BYTES = 32 * 1024 * 1024

export type HttpRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  /** Sent as `Authorization: Bearer …`. */
  readonly token?: string
  /** Sent as a JSON body. */
  readonly json?: unknown
  readonly signal?: AbortSignal
}

/** Any status is an answer. `json` is `undefined` for an empty body and for one that is not JSON (a proxy's page). */
export type HttpResponse = { readonly status: number; readonly json: unknown }

export interface HttpClient {
  /** @throws HttpError when no answer came */
  request(request: HttpRequest): Promise<HttpResponse>
}

/** `cancelled`: the caller's signal; `http_failed`: an answer that is too large, or not HTTP, or a redirect. */
export type HttpErrorCode = LinkCauseCode | 'http_failed' | 'cancelled'

export class HttpError extends Error {
  override readonly name = 'HttpError'

  constructor(
    readonly code: HttpErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }

  /** Whether trying the same again may help. */
  get retry(): 'later' | 'never' {
    return this.code === 'cancelled' ? 'never' : 'later'
  }
}

export type HttpClientOptions = {
  /** PEM text of an extra certificate authority. */
  readonly ca?: string
  /** Opens the connections; straight to the server when absent. */
  readonly dial?: Dial
  readonly timeoutMs?: number
  readonly maxBodyBytes?: number
}

export interface ClosableHttpClient extends HttpClient {
  /** Calls from now on take new connections: the way to the server has changed. Those that run end on their own. */
  renew(): void
  /** Cuts the calls that run. Twice is harmless. */
  close(): Promise<void>
}

/** JSON over HTTP with kept-alive connections. */
export function createHttpClient(options: HttpClientOptions = {}): ClosableHttpClient {
  const { ca, dial, timeoutMs = DEFAULT_TIMEOUT_MS, maxBodyBytes = DEFAULT_MAX_BODY_BYTES } = options
  /** Made by the first call: a start needs neither the library nor the list of authorities. */
  let agent: Promise<Agent> | undefined
  let isClosed = false
  const open = (): Promise<Agent> => openAgent({ ca, dial, timeoutMs, connections: 8 })
  return {
    async request(request) {
      if (isClosed) throw new HttpError('http_failed', 'the client is closed')
      return send(await (agent ??= open()), request, { timeoutMs, maxBodyBytes })
    },
    renew() {
      void agent?.then((before) => before.close())
      agent = undefined
    },
    async close() {
      isClosed = true
      await (await agent)?.destroy()
    },
  }
}

type Limits = { readonly timeoutMs: number; readonly maxBodyBytes: number }

async function send(agent: Agent, request: HttpRequest, { timeoutMs, maxBodyBytes }: Limits): Promise<HttpResponse> {
  const timeout = AbortSignal.timeout(timeoutMs)
  const { method, url, token, json, signal } = request
  const { fetch } = await import('undici')
  try {
    const response = await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: json === undefined ? undefined : JSON.stringify(json),
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      dispatcher: agent,
      // A token or a password is not carried to wherever an answer points.
      redirect: 'error',
    })
    return { status: response.status, json: parseJson(await readText(response, maxBodyBytes)) }
  } catch (error) {
    if (error instanceof HttpError) throw error
    if (signal?.aborted === true) throw new HttpError('cancelled', 'cancelled', { cause: error })
    if (timeout.aborted) throw new HttpError('timeout', `no answer within ${timeoutMs} ms`, { cause: error })
    throw linkError(error)
  }
}

/** The body unpacked; the limit counts unpacked bytes, so that a small archive cannot become a large one. */
async function readText(response: Response, maxBodyBytes: number): Promise<string> {
  if (response.body === null) return ''
  const chunks: Uint8Array[] = []
  let bodyBytes = 0
  for await (const chunk of response.body) {
    const bytes = chunk as Uint8Array
    bodyBytes += bytes.length
    if (bodyBytes > maxBodyBytes) throw new HttpError('http_failed', `the answer is over ${maxBodyBytes} bytes`)
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseJson(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const UNDICI_CAUSES: { readonly [code: string]: LinkCauseCode | undefined } = {
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_INFO: 'reset',
  UND_ERR_CLOSED: 'reset',
  UND_ERR_DESTROYED: 'reset',
}

/** An error of undici's in our terms; `fetch` says only "fetch failed", what really happened is its cause. */
export function linkError(error: unknown): HttpError {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  if (cause instanceof DialError) return new HttpError(cause.code, cause.message, { cause: error })
  const code = errorCodeOf(cause)
  const link = linkCauseOf(code) ?? UNDICI_CAUSES[code ?? '']
  const message = cause instanceof Error && cause.message !== '' ? cause.message : (code ?? 'failed')
  return new HttpError(link ?? 'http_failed', message, { cause: error })
}
