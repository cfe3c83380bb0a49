import { errorSchema } from '@protocol/schemas/session'
import { asFileId, type FileId } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import type { ByteAnswer, ByteHttp, ByteRequest } from '../../lib/byte-exchange'
import type { Clock } from '../../lib/clock'
import { HttpError } from '../../lib/http-client'
import { TimerSet } from '../../lib/timer-set'
import type { ByteSink, ByteSource, FileApi, NewFile, ReadFrom, Upload } from '../kind/file-api'
import type { Dialect } from './dialects'
import { byteCount, contentRange, fileIdOf, hashOf, shortName, TUS_BODY_TYPE, TUS_HEADERS, uploadMetadata } from './tus-upload'

/** Milliseconds for an answer. A server gives up on a dead try of before only after some seconds, and answers then. */
const ANSWER_MS = 30_000
/** Milliseconds without a byte, in either direction, after which a link is taken for dead. */
const STALL_MS = 30_000
/**
 * A line is slow that takes longer than so many milliseconds for a piece; what goes over it then goes by so many bytes, each
 * of which shows that it lives: all of a piece may need longer than a line is silent.
 */
const [SLOW_MS, SIGN_BYTES] = [1000, 16 * 1024]
/** Bytes a millisecond, of the slowest line over which a small file comes in one piece. */
const SLOWEST = 4
/** Milliseconds for the answer to the last byte: the server reads the whole file once more, for its hash. */
const CHECK_MS = 180_000
/** Bytes from which on a download has a connection of its own; below, opening one would be what takes longest. */
const LARGE_BYTES = 8 * 1024 * 1024

type Jim1FilesDeps = {
  readonly http: ByteHttp
  /** Without a slash at its end. */
  readonly httpBase: () => string
  readonly token: () => string
  readonly dialect: () => Dialect
  readonly clock: Clock
}

type Call = Pick<ByteRequest, 'method' | 'body' | 'isLarge'> & {
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  readonly answerMs?: number
}

/** Files of a sync/1 server (PROTOCOL 9). A plain server has none, and nothing goes to any other port of its host. */
export class Jim1Files implements FileApi {
  readonly #deps: Jim1FilesDeps

  constructor(deps: Jim1FilesDeps) {
    this.#deps = deps
  }

  async claim({ name, mime, size, sha256 }: NewFile, signal: AbortSignal): Promise<Result<FileId>> {
    const body = JSON.stringify({ sha256, size, filename: shortName(name), filetype: mime })
    const headers = { 'content-type': 'application/json' }
    return this.#ask({ method: 'POST', path: '/v1/files/claim', headers, body, signal }, async (answer) => {
      const said = parsed(await answer.text())
      const fileId = typeof said === 'object' && said !== null && 'file_id' in said ? said.file_id : undefined
      const id = typeof fileId === 'string' ? fileIdOf(`/v1/files/${fileId}`) : undefined
      return id === undefined ? failed('bad_answer', 'a claim without a file') : ok(asFileId(id))
    })
  }

  async create(file: NewFile, first: Uint8Array | undefined, signal: AbortSignal): Promise<Result<Upload>> {
    const headers = {
      ...TUS_HEADERS,
      'upload-length': String(file.size),
      'upload-metadata': uploadMetadata(file),
      ...(first === undefined ? {} : { 'content-type': TUS_BODY_TYPE }),
    }
    // Its time begins with the first of its bytes.
    const answerMs = ANSWER_MS + Math.ceil((first?.length ?? 0) / SLOWEST)
    return this.#ask({ method: 'POST', path: '/v1/files/', headers, body: first, signal, answerMs }, (answer) => {
      answer.drop()
      const id = fileIdOf(answer.header('location'))
      const offset = first === undefined ? 0 : byteCount(answer.header('upload-offset'))
      if (id === undefined || offset === undefined || offset > file.size) return failed('bad_answer', 'an upload without a place')
      return ok({ fileId: asFileId(id), offset })
    })
  }

  async offset(fileId: FileId, signal: AbortSignal): Promise<Result<number>> {
    return this.#ask({ method: 'HEAD', path: pathOf(fileId), headers: TUS_HEADERS, signal }, offsetOf)
  }

  async send(fileId: FileId, from: number, length: number, bytes: ByteSource, signal: AbortSignal): Promise<Result<number>> {
    // The connection itself cannot tell a stall from a slow reader: every piece that it takes counts as life.
    const { clock } = this.#deps
    const timers = new TimerSet(clock)
    const stall = new AbortController()
    const watch = (limitMs: number): void => timers.set('stall', limitMs, () => stall.abort())
    const watched = async function* (): ByteSource {
      let left = length
      let isSlow = true
      for await (const chunk of bytes) {
        left -= chunk.length
        const begun = clock.monotonic()
        for (const part of isSlow ? cut(chunk, SIGN_BYTES) : [chunk]) {
          watch(STALL_MS)
          yield part
        }
        isSlow = clock.monotonic() - begun > SLOW_MS
      }
      watch(left > 0 ? STALL_MS : CHECK_MS)
    }
    const headers = {
      ...TUS_HEADERS,
      'content-type': TUS_BODY_TYPE,
      'upload-offset': String(from),
      'content-length': String(length),
    }
    const call = { method: 'PATCH', path: pathOf(fileId), headers, body: watched(), answerMs: 0 } as const
    watch(STALL_MS)
    try {
      const sent = await this.#ask({ ...call, signal: AbortSignal.any([signal, stall.signal]) }, offsetOf)
      return !sent.ok && stall.signal.aborted && !signal.aborted ? failed('timeout', `nothing moved for ${STALL_MS} ms`) : sent
    } finally {
      timers.close()
    }
  }

  async abandon(fileId: FileId): Promise<Result<void>> {
    const signal = AbortSignal.timeout(ANSWER_MS)
    return this.#ask({ method: 'DELETE', path: pathOf(fileId), headers: TUS_HEADERS, signal }, (answer) => {
      answer.drop()
      return ok()
    })
  }

  async read(fileId: FileId, { from, sha256, expected = 0 }: ReadFrom, sink: ByteSink, signal: AbortSignal): Promise<Result<void>> {
    const headers = {
      // What is packed has no ranges.
      'accept-encoding': 'identity',
      ...(from === 0 ? {} : { range: `bytes=${from}-` }),
      ...(from === 0 || sha256 === undefined ? {} : { 'if-range': `"${sha256}"` }),
    }
    const isLarge = expected >= LARGE_BYTES
    return this.#ask({ method: 'GET', path: pathOf(fileId), headers, signal, isLarge }, async (answer) => {
      const range = answer.status === 206 ? contentRange(answer.header('content-range')) : undefined
      const length = byteCount(answer.header('content-length'))
      const isAsSaid = range === undefined || length === undefined || length === range.to - range.from + 1
      const head = answer.status === 206 ? range : length === undefined ? undefined : { from: 0, size: length }
      if (head === undefined || !isAsSaid || (head.from !== 0 && head.from !== from)) {
        answer.drop()
        return failed('bad_answer', 'bytes without a place')
      }
      const begun = await sink.begin({ from: head.from, size: head.size, sha256: hashOf(answer.header('etag')) })
      if (!begun.ok) return begun
      let written: Result<void> = ok()
      await answer.each((bytes) => {
        const taken = sink.write(bytes)
        if (!(taken instanceof Promise)) return (written = taken).ok
        return taken.then((result) => (written = result).ok)
      })
      return written
    })
  }

  async #ask<T>(
    { method, path, headers = {}, body, signal, answerMs = ANSWER_MS, isLarge = false }: Call,
    read: (answer: ByteAnswer) => Result<T> | Promise<Result<T>>,
  ): Promise<Result<T>> {
    const { http, httpBase, token, dialect } = this.#deps
    if (dialect() === 'base') return failed('unsupported', 'a plain server has no files')
    const request = { method, body, signal, answerMs, pauseMs: STALL_MS, isLarge }
    try {
      const answer = await http.request({
        ...request,
        url: `${httpBase()}${path}`,
        headers: { ...headers, authorization: `Bearer ${token()}` },
      })
      return answer.status >= 200 && answer.status < 300 ? await read(answer) : await refusal(answer)
    } catch (error) {
      if (!(error instanceof HttpError)) throw error
      return failed(error.code, error.message)
    }
  }
}

function* cut(bytes: Uint8Array, length: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

const pathOf = (fileId: FileId): string => `/v1/files/${encodeURIComponent(fileId)}`

function offsetOf(answer: ByteAnswer): Result<number> {
  answer.drop()
  const offset = byteCount(answer.header('upload-offset'))
  return offset === undefined ? failed('bad_answer', 'no offset') : ok(offset)
}

/** What a status says of a file, where no words say more: a `HEAD` has none. */
const CODES: { readonly [status: number]: string | undefined } = {
  400: 'bad_request',
  401: 'bad_token',
  403: 'forbidden',
  404: 'not_found',
  409: 'wrong_offset',
  410: 'expired',
  413: 'too_large',
  416: 'wrong_offset',
  423: 'locked',
  429: 'rate_limited',
  460: 'wrong_hash',
  507: 'server_full',
}

async function refusal(answer: ByteAnswer): Promise<Result<never>> {
  const said = errorSchema.safeParse(parsed(await answer.text()))
  const byStatus = CODES[answer.status] ?? `http_${answer.status}`
  // It is the log-in that is refused, for whatever reason; `expired` of a token is not that of an upload (PROTOCOL 3 and 9).
  if (answer.status === 401) return failed(byStatus, said.data?.reason)
  if (!said.success || said.data.code === '') return failed(byStatus)
  const { code, reason: message, retry_after_ms: retryAfterMs } = said.data
  const error = { code: code === 'range' ? 'wrong_offset' : code, message }
  return { ok: false, error: retryAfterMs === undefined ? error : { ...error, retryAfterMs } }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
