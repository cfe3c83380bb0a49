import { Readable } from 'node:stream'
import type { ByteAnswer, ByteHttp, ByteRequest } from '../../src/main/lib/byte-exchange'
import { HttpError, type HttpErrorCode } from '../../src/main/lib/http-client'
import { below } from '../fuzz/random'
import type { ByteReply } from './routes'
import type { VirtualClock } from './virtual-clock'
import { VirtualIncoming, VirtualOutgoing } from './virtual-exchange'
import type { HttpWeather } from './virtual-http'
import type { VirtualServer } from './virtual-server'
import type { Office } from './office'

const MAX_LATENCY_MS = 60
/** Bytes that travel together at most; what is larger is cut at any byte. */
const MOST_TOGETHER = 100_000

/** What goes wrong with bytes on one device's way to the server, each once. */
export type ByteWeather = {
  /** Bytes that still pass in one direction before the connection that carries the last of them is cut. */
  cut: { readonly way: 'up' | 'down'; left: number; readonly isSilent: boolean } | undefined
  /** Pieces until one has a byte that is not what was sent, in either direction. */
  flip: number | undefined
}

type VirtualBytesOptions = {
  readonly clock: VirtualClock
  readonly server: Office
  readonly weather: HttpWeather & ByteWeather
  readonly random: () => number
  /** A request with bytes, or for an upload, has reached the server; and what the server answered reached the device. */
  readonly watch: {
    asked(request: ByteRequest): void
    answered(request: ByteRequest, reply: ByteReply): void
    flipped(): void
  }
}

/** One device's HTTP for bytes, for one life of its program: in pieces, late, cut at any byte. */
export class VirtualBytes implements ByteHttp {
  /** Requests that are neither answered nor given up. */
  pending = 0
  readonly #options: VirtualBytesOptions
  readonly #open = new Set<Exchange>()

  constructor(options: VirtualBytesOptions) {
    this.#options = options
  }

  request(request: ByteRequest): Promise<ByteAnswer> {
    const exchange = new Exchange(request, this.#options)
    this.#open.add(exchange)
    this.pending++
    exchange.onEnd(() => {
      this.#open.delete(exchange)
      this.pending--
    })
    return exchange.run()
  }

  renew(): void {
    this.cut('reset')
  }

  async close(): Promise<void> {
    this.cut('reset')
  }

  cut(code: HttpErrorCode): void {
    for (const exchange of [...this.#open]) exchange.fail(code)
  }

  /** The program ends: its sockets close. */
  kill(): void {
    for (const exchange of [...this.#open]) exchange.abandon()
  }
}

/** One request and its answer. */
class Exchange {
  readonly #request: ByteRequest
  readonly #options: VirtualBytesOptions
  readonly #incoming: VirtualIncoming
  readonly #outgoing = new VirtualOutgoing()
  readonly #ends: (() => void)[] = []
  #isOver = false
  /** Nothing of it arrives any more, at either end, and nobody is told. */
  #isSilent = false
  #reject: (error: HttpError) => void = () => undefined
  #failure: HttpError | undefined
  /** Who waits for a piece of the answer. */
  #wake: () => void = () => undefined
  #answerBody: Readable | undefined
  #cancelTimer = (): void => undefined

  constructor(request: ByteRequest, options: VirtualBytesOptions) {
    this.#request = request
    this.#options = options
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]))
    this.#incoming = new VirtualIncoming(request.method, new URL(request.url).pathname, headers)
    // What the server is told of a broken request is its own business.
    this.#incoming.on('error', () => undefined)
  }

  onEnd(run: () => void): void {
    this.#ends.push(run)
  }

  run(): Promise<ByteAnswer> {
    const { signal } = this.#request
    const { clock, weather, server } = this.#options
    return new Promise((resolve, reject) => {
      this.#reject = reject
      const cancel = (): void => this.fail('cancelled')
      this.onEnd(() => signal.removeEventListener('abort', cancel))
      if (signal.aborted) return cancel()
      signal.addEventListener('abort', cancel)
      clock.deliver(this.#latency, () => {
        if (this.#isOver) return
        if (!weather.isNetworkUp || below(this.#options.random, 100) < weather.lossPercent) {
          this.#isSilent = true
          return this.#patience(this.#request.answerMs)
        }
        const reached = server.reach()
        if (!reached.isUp) return this.fail('refused')
        this.onEnd(reached.onDeath(() => (this.#isSilent ? undefined : this.fail('reset'))))
        void this.#talk(reached, resolve)
      })
    })
  }

  /** The connection is gone, and both ends are told. */
  fail(code: HttpErrorCode): void {
    if (this.#isOver) return
    this.#failure = new HttpError(code, `virtual ${code}`)
    this.#reject(this.#failure)
    this.abandon()
  }

  /** The device's end is gone. */
  abandon(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#cancelTimer()
    for (const end of this.#ends) end()
    this.#wake()
    // A connection that has died in silence stays open at the server, which has to find out by itself.
    if (this.#isSilent) return
    if (!this.#incoming.complete) this.#incoming.destroy()
    this.#answerBody?.destroy()
    this.#outgoing.close()
  }

  async #talk(server: VirtualServer, resolve: (answer: ByteAnswer) => void): Promise<void> {
    const { watch } = this.#options
    const { method, url, body } = this.#request
    const json = typeof body === 'string' ? (JSON.parse(body) as unknown) : undefined
    const sending = this.#send()
    try {
      watch.asked(this.#request)
      const reply = await server.exchange({ method, url, headers: this.#incoming.headers, raw: this.#incoming, json }, this.#outgoing)
      await this.#pause()
      if (this.#isOver || this.#isSilent) return
      this.#cancelTimer()
      watch.answered(this.#request, reply)
      resolve(this.#answer(reply))
    } catch {
      this.fail('reset')
    }
    await sending
  }

  /** The body goes out, piece by piece, as the server takes it. */
  async #send(): Promise<void> {
    const { body, answerMs } = this.#request
    try {
      for await (const chunk of chunksOf(body)) {
        for (let at = 0; at < chunk.length; at += MOST_TOGETHER) {
          if (!(await this.#carry('up', chunk.subarray(at, at + MOST_TOGETHER), (bytes) => this.#incoming.arrive(bytes)))) {
            // For whoever sends it is gone all the same.
            return this.#patience(answerMs)
          }
        }
      }
      this.#incoming.end()
      this.#patience(answerMs)
    } catch {
      // Whoever gives the bytes has none any more, and breaks off.
      this.fail('reset')
    }
  }

  #answer(reply: ByteReply): ByteAnswer {
    const { body } = reply
    const text = typeof body === 'string' ? body : body === undefined || body instanceof Readable ? '' : JSON.stringify(body)
    if (body instanceof Readable) this.#answerBody = body
    else this.#finish()
    const bytes = (): AsyncIterable<Uint8Array> => (body instanceof Readable ? this.#receive(body) : emptyOr(text))
    return {
      status: reply.status,
      header: (name) => reply.headers[name.toLowerCase()],
      each: async (take) => {
        for await (const piece of bytes()) if (!(await take(piece))) return
      },
      text: async () => {
        const chunks: Uint8Array[] = []
        for await (const chunk of bytes()) chunks.push(chunk)
        return Buffer.concat(chunks).toString('utf8')
      },
      drop: () => this.abandon(),
    }
  }

  async *#receive(body: Readable): AsyncIterable<Uint8Array> {
    try {
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        for (let at = 0; at < chunk.length; at += MOST_TOGETHER) {
          let piece: Uint8Array | undefined
          const isCarried = await this.#carry('down', chunk.subarray(at, at + MOST_TOGETHER), async (bytes) => void (piece = bytes))
          if (piece !== undefined && piece.length > 0) yield piece
          if (!isCarried) throw this.#failure ?? (await this.#broken())
        }
      }
    } catch (error) {
      if (error instanceof HttpError) throw error
      throw this.#failure ?? new HttpError('reset', 'the body broke off')
    } finally {
      this.abandon()
    }
  }

  /** In silence: until the reader's patience, or the reader, ends it. */
  async #broken(): Promise<HttpError> {
    this.#patience(this.#request.pauseMs)
    if (!this.#isOver) await new Promise<void>((resolve) => (this.#wake = resolve))
    return this.#failure ?? new HttpError('reset', 'virtual reset')
  }

  /** False: it is cut, here or before. */
  async #carry(way: 'up' | 'down', bytes: Uint8Array, deliver: (bytes: Uint8Array) => Promise<void>): Promise<boolean> {
    const { weather } = this.#options
    await this.#pause()
    if (this.#isOver || this.#isSilent) return false
    if (!weather.isNetworkUp) {
      this.#isSilent = true
      return false
    }
    const { cut } = weather
    const isLast = cut !== undefined && cut.way === way && cut.left < bytes.length
    const passing = isLast ? bytes.subarray(0, cut.left) : bytes
    if (passing.length > 0) await deliver(this.#flipped(passing))
    if (cut?.way === way) cut.left -= passing.length
    if (!isLast) return !this.#isOver
    weather.cut = undefined
    if (cut.isSilent) this.#isSilent = true
    else this.fail('reset')
    return false
  }

  #flipped(bytes: Uint8Array): Uint8Array {
    const { weather, random, watch } = this.#options
    if (weather.flip === undefined || typeof this.#request.body === 'string' || --weather.flip > 0) return bytes
    weather.flip = undefined
    watch.flipped()
    const other = Uint8Array.from(bytes)
    other[below(random, other.length)]! ^= 0x20
    return other
  }

  /** After so long without an answer it is given up; 0: whoever asks watches by itself. */
  #patience(ms: number): void {
    this.#cancelTimer()
    if (ms > 0 && !this.#isOver) this.#cancelTimer = this.#options.clock.deliver(ms, () => this.fail('timeout'))
  }

  #finish(): void {
    this.#isOver = true
    for (const end of this.#ends) end()
    this.#outgoing.close()
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => this.#options.clock.deliver(this.#latency, resolve))
  }

  get #latency(): number {
    return 1 + below(this.#options.random, MAX_LATENCY_MS)
  }
}

async function* chunksOf(body: ByteRequest['body']): AsyncIterable<Uint8Array> {
  if (body === undefined) return
  if (typeof body === 'string') yield Buffer.from(body)
  else if (body instanceof Uint8Array) yield body
  else yield* body
}

async function* emptyOr(text: string): AsyncIterable<Uint8Array> {
  if (text !== '') yield Buffer.from(text)
}
