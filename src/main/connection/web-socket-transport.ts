import { Duplex } from 'node:stream'
import { WebSocket } from 'ws'
import type { LinkCauseCode } from '@shared/status'
import type { Cancel, Clock } from '../lib/clock'
import type { OpenTransport, Transport, TransportAddress, TransportListener } from './transport'

/** Milliseconds for the server to answer the upgrade. */
export const UPGRADE_LIMIT_MS = 5_000
/** Milliseconds that the peer gets to close its half after ours. */
const LINGER_MS = 2_000
/** RFC 6455 7.1.5: the link was lost without a close frame. */
const ABNORMAL_CLOSE = 1006

export type WebSocketOptions = {
  readonly clock: Clock
  /** Opens what lies below, TCP or TLS, by whatever proxy is set. */
  readonly openBelow: OpenTransport
  /** With its query, e.g. `/ws`. */
  readonly path: string
  /** Messages are text, in UTF-8; else binary. Both are read. */
  readonly isText?: boolean
  /** Bytes of one message at most: a larger one ends the link. */
  readonly maxMessageBytes?: number
}

/**
 * Opens WebSockets over the links of `openBelow`: the same dialers, certificates, stages and causes as any other link.
 * One `write` is one message, and each message comes by one `onBytes`.
 *
 * ```
 *   openBelow ─ resolving … securing ─▶ open ─ upgrade ─▶ onOpen
 * ```
 */
export function webSocketTransport(options: WebSocketOptions): OpenTransport {
  return (address, listener) => new WebSocketTransport(address, listener, options)
}

class WebSocketTransport implements Transport {
  readonly #listener: TransportListener
  readonly #options: WebSocketOptions
  readonly #below: Transport
  #stream: ByteStream | undefined
  #socket: WebSocket | undefined
  /** How what lies below ended, if it has. */
  #belowEnd: { readonly code: LinkCauseCode; readonly reason: string } | undefined
  #cancelLimit: Cancel | undefined
  #isOpen = false
  #isEnding = false
  #isDone = false

  constructor(address: TransportAddress, listener: TransportListener, options: WebSocketOptions) {
    this.#listener = listener
    this.#options = options
    this.#below = options.openBelow(address, {
      onStage: (stage) => listener.onStage(stage),
      onOpen: () => this.#upgrade(address),
      // The bytes are valid during the call only, and a stream keeps them.
      onBytes: (bytes) => void this.#stream?.push(Buffer.from(bytes)),
      onClose: (code, reason) => this.#lost(code, reason),
    })
  }

  write(bytes: Uint8Array): boolean {
    const socket = this.#socket
    if (socket === undefined || !this.#isOpen || this.#isEnding || this.#isDone) return false
    socket.send(bytes, { binary: this.#options.isText !== true })
    return socket.bufferedAmount === 0
  }

  end(): void {
    if (this.#isDone || this.#isEnding) return
    if (!this.#isOpen) return this.destroy()
    this.#isEnding = true
    this.#socket?.close(1000)
    this.#limit(LINGER_MS, () => this.destroy())
  }

  destroy(): void {
    if (this.#isDone) return
    this.#isDone = true
    this.#letGo()
  }

  #upgrade({ host, port, tls }: TransportAddress): void {
    if (this.#isDone) return
    this.#limit(UPGRADE_LIMIT_MS, () => this.#finish('timeout', `no WebSocket within ${UPGRADE_LIMIT_MS} ms`))
    const stream = new ByteStream(this.#below)
    this.#stream = stream
    const name = host.includes(':') ? `[${host}]` : host
    const isUsualPort = port === (tls ? 443 : 80)
    // What is encrypted is so below: this is plain HTTP to a stream that is there already.
    const socket = new WebSocket(`ws://${name}${isUsualPort ? '' : `:${port}`}${this.#options.path}`, {
      createConnection: () => stream as never,
      maxPayload: this.#options.maxMessageBytes ?? 1024 * 1024,
      perMessageDeflate: false,
    })
    this.#socket = socket
    socket.on('open', () => this.#opened())
    socket.on('message', (data: Buffer) => {
      if (!this.#isDone && !this.#isEnding) this.#listener.onBytes(data)
    })
    socket.on('unexpected-response', (_request, { statusCode }) => this.#finish('other_protocol', `HTTP ${statusCode}`))
    socket.on('error', (error) => this.#failed(error))
    socket.on('close', (code, reason) => this.#closed(code, reason.toString()))
  }

  #opened(): void {
    if (this.#isDone) return
    this.#limit(undefined)
    this.#isOpen = true
    this.#listener.onOpen()
  }

  #failed({ message }: Error): void {
    // Lost below, it says so itself.
    if (this.#belowEnd === undefined) this.#finish(this.#isOpen ? 'protocol_error' : 'other_protocol', message)
  }

  #closed(code: number, reason: string): void {
    if (code !== ABNORMAL_CLOSE) this.#finish('closed', `${code} ${reason}`.trim())
    else this.#finish(this.#belowEnd?.code ?? 'closed', this.#belowEnd?.reason ?? 'closed by the server')
  }

  /** What lies below is gone; a close frame may still be on its way through the stream. */
  #lost(code: LinkCauseCode, reason: string): void {
    this.#belowEnd = { code, reason }
    if (this.#stream === undefined || !this.#isOpen) return this.#finish(code, reason)
    this.#stream.push(null)
  }

  #finish(code: LinkCauseCode, reason: string): void {
    if (this.#isDone) return
    this.#isDone = true
    this.#letGo()
    if (!this.#isEnding) this.#listener.onClose(code, reason)
  }

  #letGo(): void {
    this.#limit(undefined)
    this.#socket?.removeAllListeners()
    // What is torn down while it opens tells so.
    this.#socket?.on('error', () => undefined)
    this.#socket?.terminate()
    this.#below.destroy()
  }

  #limit(delayMs: number | undefined, run: () => void = () => undefined): void {
    this.#cancelLimit?.()
    this.#cancelLimit = delayMs === undefined ? undefined : this.#options.clock.after(delayMs, run)
  }
}

/** A transport as the stream that `ws` speaks HTTP over. */
class ByteStream extends Duplex {
  readonly #below: Transport

  constructor(below: Transport) {
    super()
    this.#below = below
  }

  override _read(): void {
    // What comes is pushed.
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#below.write(bytes)
    done()
  }

  override _final(done: () => void): void {
    this.#below.end()
    // Whoever has ended hears nothing more of what lies below, its end neither.
    this.push(null)
    done()
  }
}
