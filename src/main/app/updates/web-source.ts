import { ok } from '@shared/result'
import type { UpdateFailureCode } from '@shared/updates'
import type { ByteAnswer, ByteHttp } from '../../lib/byte-exchange'
import type { Clock } from '../../lib/clock'
import { HttpError } from '../../lib/http-client'
import { type PackageSink, PauseWatch, type ReleaseSource } from './release-source'
import { type Judged, refusedUpdate } from './update-failure'

/** Whoever takes bytes has failed, not the way they come. */
class SinkError extends Error {
  override readonly name = 'SinkError'
}

/** A folder on the web. Redirects are not followed: the address that was named is the one that is asked. */
export class WebSource implements ReleaseSource {
  readonly #base: string
  readonly #http: ByteHttp
  readonly #clock: Clock

  /** @param address of the folder */
  constructor(address: string, http: ByteHttp, clock: Clock) {
    this.#base = address.endsWith('/') ? address : `${address}/`
    this.#http = http
    this.#clock = clock
  }

  async small(name: string, maxBytes: number, signal: AbortSignal): Promise<Judged<Uint8Array>> {
    const pieces: Uint8Array[] = []
    let length = 0
    const take = (bytes: Uint8Array): Promise<boolean> => {
      length += bytes.length
      if (length <= maxBytes) pieces.push(Uint8Array.from(bytes))
      return Promise.resolve(length <= maxBytes)
    }
    const read = await this.#get(name, 0, { begin: () => Promise.resolve(), take }, signal)
    if (!read.ok) return read
    return length > maxBytes ? refusedUpdate('too_large', `${name} has more than ${maxBytes} bytes`) : ok(Buffer.concat(pieces))
  }

  read(name: string, from: number, sink: PackageSink, signal: AbortSignal): Promise<Judged<void>> {
    return this.#get(name, from, sink, signal, true)
  }

  close(): Promise<void> {
    return this.#http.close()
  }

  async #get(name: string, from: number, sink: PackageSink, asker: AbortSignal, isLarge = false): Promise<Judged<void>> {
    const watch = new PauseWatch(this.#clock, asker)
    let hasBegun = false
    try {
      const answer = await this.#ask(name, from, watch.signal, isLarge)
      const at = from > 0 ? beginOf(answer, from) : 0
      if (answer.status === 416) return await this.#again(answer, name, sink, asker, isLarge)
      if (at === undefined || !isGiven(answer.status, from)) return refusedBy(answer, name)
      hasBegun = true
      await inSink(() => sink.begin(at))
      await answer.each(async (bytes) => {
        watch.touch()
        return inSink(() => sink.take(bytes))
      })
      return ok()
    } catch (error) {
      if (error instanceof SinkError) throw error.cause
      return refusedUpdate(watch.isLate ? 'timeout' : codeOf(error, hasBegun), error instanceof Error ? error.message : String(error))
    } finally {
      watch.stop()
    }
  }

  /** It has no such byte: what lies here is not the beginning of it. */
  #again(answer: ByteAnswer, name: string, sink: PackageSink, asker: AbortSignal, isLarge: boolean): Promise<Judged<void>> {
    answer.drop()
    return this.#get(name, 0, sink, asker, isLarge)
  }

  #ask(name: string, from: number, signal: AbortSignal, isLarge: boolean): Promise<ByteAnswer> {
    const headers = {
      accept: '*/*',
      'accept-encoding': 'identity',
      'cache-control': 'no-cache',
      ...(from > 0 ? { range: `bytes=${from}-` } : {}),
    }
    // The watch is ours, by the clock of everything here.
    return this.#http.request({
      method: 'GET',
      url: this.#base + encodeURIComponent(name),
      headers,
      signal,
      answerMs: 0,
      pauseMs: 0,
      isLarge,
    })
  }
}

const isGiven = (status: number, from: number): boolean => status === 200 || (status === 206 && from > 0)

/** Where an answer begins; nothing for a part that was not asked for. */
function beginOf(answer: ByteAnswer, from: number): number | undefined {
  if (answer.status !== 206) return 0
  const [, at] = /^bytes (\d{1,15})-/.exec(answer.header('content-range') ?? '') ?? []
  return at !== undefined && Number(at) === from ? from : undefined
}

function refusedBy(answer: ByteAnswer, name: string): Judged<never> {
  answer.drop()
  const isMissing = answer.status === 404 || answer.status === 410
  return refusedUpdate(isMissing ? 'not_found' : 'source_failed', `${name}: status ${answer.status}`)
}

async function inSink<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new SinkError('the sink has failed', { cause: error })
  }
}

function codeOf(error: unknown, hasBegun: boolean): UpdateFailureCode {
  const code = error instanceof HttpError ? error.code : undefined
  if (code === 'timeout') return 'timeout'
  if (code === 'tls_untrusted' || code === 'tls_failed') return 'untrusted'
  if (hasBegun) return 'cut_off'
  return code === undefined || code === 'http_failed' ? 'source_failed' : 'offline'
}
