import { isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls, createSecureContext, type SecureContext } from 'node:tls'
import type { LinkCauseCode } from '@shared/status'
import { type Cancel, type Clock, systemClock } from '../lib/clock'
import type { Dial } from '../lib/dial'
import { errorCodeOf, linkCauseOf } from '../lib/link-errors'
import { trustedAuthorities } from '../lib/trusted-authorities'
import { createDialer } from './dialers/dialer'
import { dialError } from './dialers/tcp-dialer'
import type { OpenTransport, Transport, TransportAddress, TransportListener, TransportStage } from './transport'

/** Milliseconds for the TLS handshake. */
export const TLS_LIMIT_MS = 5_000
/** Milliseconds that the peer gets to close its half after ours. */
export const LINGER_MS = 2_000

type TcpOptions = {
  readonly clock: Clock
  /** The system's resolver when absent. */
  readonly lookup?: LookupFunction
  /** Straight to the server when absent. */
  readonly dial?: Dial
}

/** Opens TCP and TLS links. With its dialers the only place of the client that has sockets. */
export function tcpTransport({ clock, lookup, dial = createDialer({ clock, lookup }) }: TcpOptions): OpenTransport {
  return (address, listener) => new TcpTransport(address, listener, clock, dial)
}

/** Straight to the server. */
export const openTcp: OpenTransport = tcpTransport({ clock: systemClock })

class TcpTransport implements Transport {
  readonly #address: TransportAddress
  readonly #listener: TransportListener
  readonly #clock: Clock
  readonly #dial: Dial
  /** Ends the dial that is under way. */
  readonly #dialling = new AbortController()
  /** The raw socket while connecting, the TLS one from the handshake on. */
  #socket: Socket | undefined
  #stage: TransportStage | 'open' = 'resolving'
  #cancelLimit: Cancel | undefined
  #isEnding = false
  #isDone = false

  constructor(address: TransportAddress, listener: TransportListener, clock: Clock, dial: Dial) {
    this.#address = address
    this.#listener = listener
    this.#clock = clock
    this.#dial = dial
    // The owner hears nothing before it has this object in hand.
    queueMicrotask(() => void this.#connect())
  }

  write(bytes: Uint8Array): boolean {
    if (this.#isDone || this.#isEnding || this.#stage !== 'open') return false
    return this.#socket?.write(bytes) ?? false
  }

  end(): void {
    if (this.#isDone || this.#isEnding) return
    if (this.#stage !== 'open') {
      this.destroy()
      return
    }
    this.#isEnding = true
    this.#socket?.end()
    this.#limit(LINGER_MS, () => this.#finish('closed', 'closed by us'))
  }

  destroy(): void {
    this.#isDone = true
    this.#letGo()
  }

  async #connect(): Promise<void> {
    if (this.#isDone) return
    const { host, port } = this.#address
    this.#listener.onStage('resolving')
    if (this.#isDone) return
    try {
      const socket = await this.#dial({ host, port }, { signal: this.#dialling.signal, onStage: (stage) => this.#enter(stage) })
      if (this.#isDone) socket.destroy()
      else this.#connected(socket)
    } catch (error) {
      const { code, message } = dialError(error)
      this.#finish(code, message)
    }
  }

  #connected(socket: Socket): void {
    this.#enter('connecting')
    this.#watch(socket)
    if (!this.#address.tls) {
      this.#opened(socket)
      return
    }
    this.#enter('securing')
    if (this.#isDone) return
    this.#limit(TLS_LIMIT_MS, () => this.#finish('timeout', `no TLS handshake within ${TLS_LIMIT_MS} ms`))
    try {
      const { host, ca } = this.#address
      const secure = connectTls({
        socket,
        host,
        // An IP address is not a server name (RFC 6066); the certificate is checked against it all the same.
        servername: isIP(host) === 0 ? host : undefined,
        secureContext: secureContextFor(ca),
        minVersion: 'TLSv1.2',
      })
      socket.removeAllListeners('error').removeAllListeners('close')
      socket.on('error', () => undefined)
      this.#watch(secure)
      secure.once('secureConnect', () => this.#opened(secure))
    } catch (error) {
      this.#fail(error)
    }
  }

  #opened(socket: Socket): void {
    if (this.#isDone) return
    this.#limit(undefined)
    this.#stage = 'open'
    socket.on('data', (bytes) => {
      if (!this.#isDone && !this.#isEnding) this.#listener.onBytes(bytes)
    })
    // A tunnel's socket comes paused.
    socket.resume()
    this.#listener.onOpen()
  }

  #watch(socket: Socket): void {
    this.#socket = socket
    socket.on('error', (error) => this.#fail(error))
    socket.on('close', () => this.#closed())
  }

  #enter(stage: TransportStage): void {
    if (this.#isDone || this.#stage === stage) return
    this.#stage = stage
    this.#listener.onStage(stage)
  }

  #closed(): void {
    if (this.#stage === 'securing') this.#finish('tls_failed', 'closed during the TLS handshake')
    else this.#finish('closed', 'closed by the server')
  }

  #fail(error: unknown): void {
    const code = errorCodeOf(error)
    const reason = error instanceof Error && error.message !== '' ? error.message : (code ?? 'failed')
    const cause = linkCauseOf(code)
    // A server without TLS does not answer the handshake in TLS: it resets, or says something else.
    const isHandshakeBroken = this.#stage === 'securing' && cause !== 'tls_untrusted' && cause !== 'timeout'
    this.#finish(isHandshakeBroken ? 'tls_failed' : (cause ?? 'closed'), reason)
  }

  #finish(code: LinkCauseCode, reason: string): void {
    if (this.#isDone) return
    this.#isDone = true
    this.#letGo()
    if (!this.#isEnding) this.#listener.onClose(code, reason)
  }

  #letGo(): void {
    this.#limit(undefined)
    this.#dialling.abort()
    this.#socket?.destroy()
  }

  #limit(delayMs: number | undefined, run: () => void = () => undefined): void {
    this.#cancelLimit?.()
    this.#cancelLimit = delayMs === undefined ? undefined : this.#clock.after(delayMs, run)
  }
}

let lastContext: { readonly ca: string | undefined; readonly context: SecureContext } | undefined

/** Reading some hundred authorities takes a while, and an account dials with the same ones again and again. */
function secureContextFor(ca: string | undefined): SecureContext {
  if (lastContext === undefined || lastContext.ca !== ca) {
    lastContext = { ca, context: createSecureContext({ ca: trustedAuthorities(ca), minVersion: 'TLSv1.2' }) }
  }
  return lastContext.context
}
