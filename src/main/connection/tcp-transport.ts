import { connect, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls, createSecureContext, type SecureContext } from 'node:tls'
import type { LinkCauseCode } from '@shared/status'
import { type Cancel, type Clock, systemClock } from '../lib/clock'
import { errorCodeOf, linkCauseOf } from '../lib/link-errors'
import { trustedAuthorities } from '../lib/trusted-authorities'
import type { OpenTransport, Transport, TransportAddress, TransportListener, TransportStage } from './transport'

/** Milliseconds for finding the address and connecting to it, together. */
export const CONNECT_LIMIT_MS = 8_000
/** Milliseconds for the TLS handshake. */
export const TLS_LIMIT_MS = 5_000
/** Milliseconds that the peer gets to close its half after ours. */
export const LINGER_MS = 2_000
/** Milliseconds for one of several addresses before the next is tried; Node's own 250 cut off slow mobile links. */
const PER_ADDRESS_MS = 2_000

type TcpOptions = {
  readonly clock: Clock
  /** The system's resolver when absent. */
  readonly lookup?: LookupFunction
}

/** Opens TCP and TLS links. The only place of the client that has sockets. */
export function tcpTransport(options: TcpOptions): OpenTransport {
  return (address, listener) => new TcpTransport(address, listener, options)
}

export const openTcp: OpenTransport = tcpTransport({ clock: systemClock })

class TcpTransport implements Transport {
  readonly #address: TransportAddress
  readonly #listener: TransportListener
  readonly #clock: Clock
  /** The raw socket while connecting, the TLS one from the handshake on. */
  #socket: Socket | undefined
  #stage: TransportStage | 'open' = 'resolving'
  #cancelLimit: Cancel | undefined
  #isEnding = false
  #isDone = false

  constructor(address: TransportAddress, listener: TransportListener, { clock, lookup }: TcpOptions) {
    this.#address = address
    this.#listener = listener
    this.#clock = clock
    // The owner hears nothing before it has this object in hand.
    queueMicrotask(() => this.#connect(lookup))
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

  #connect(lookup: LookupFunction | undefined): void {
    if (this.#isDone) return
    const { host, port } = this.#address
    this.#listener.onStage('resolving')
    if (this.#isDone) return
    this.#limit(CONNECT_LIMIT_MS, () => this.#finish('timeout', `no connection within ${CONNECT_LIMIT_MS} ms`))
    try {
      const socket = connect({ host, port, lookup, noDelay: true, autoSelectFamilyAttemptTimeout: PER_ADDRESS_MS })
      this.#watch(socket)
      if (isIP(host) === 0) socket.once('lookup', (error) => void (error ?? this.#enter('connecting')))
      else this.#enter('connecting')
      socket.once('connect', () => this.#connected(socket))
    } catch (error) {
      // A port out of range, or a host that is no host name.
      this.#fail(error)
    }
  }

  #connected(socket: Socket): void {
    if (this.#isDone) return
    this.#enter('connecting')
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
