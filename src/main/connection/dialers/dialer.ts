import { isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Clock } from '../../lib/clock'
import { type Dial, DialError, type DialOptions, type DialTarget, type ProxyRoute, type Route, type RoutesTo } from '../../lib/dial'
import { trustedAuthorities } from '../../lib/trusted-authorities'
import { openHttpTunnel } from './http-tunnel'
import { openSocksTunnel } from './socks-tunnel'
import { connectTcp, dialError } from './tcp-dialer'

/** Milliseconds for finding the address and connecting to it, together. */
export const CONNECT_LIMIT_MS = 8_000
/** Milliseconds until a proxy's tunnel stands: it has to find and reach the server, too. */
export const PROXY_LIMIT_MS = 12_000

export type DialerOptions = {
  readonly clock: Clock
  /** The system's resolver when absent. */
  readonly lookup?: LookupFunction
  /** Always straight when absent. */
  readonly routesTo?: RoutesTo
}

const DIRECT: readonly Route[] = [{ kind: 'direct' }]

/**
 * Opens sockets, straight or through proxies. Several proxies (a system's configuration may name some) are tried in
 * their order until one can be reached; a proxy that answers, even with a refusal, has the last word.
 *
 * ```
 *   direct   resolving ─▶ connecting ─▶ socket
 *   proxy    resolving ─▶ proxying ─▶ connecting ─▶ socket      resolving is the proxy's name, not the server's
 * ```
 */
export function createDialer({ clock, lookup, routesTo }: DialerOptions): Dial {
  const dialOne = async (target: DialTarget, route: Route, options: DialOptions): Promise<Socket> => {
    if (route.kind !== 'direct') return dialProxy(clock, target, route, lookup, options)
    return within(clock, options.connectMs ?? CONNECT_LIMIT_MS, options.signal, 'timeout', (signal) =>
      connectTcp(target, { lookup, signal, onResolved: () => options.onStage?.('connecting'), onread: options.onread }),
    )
  }
  return async (target, options = {}) => {
    options.onStage?.('resolving')
    const routes = await within(clock, CONNECT_LIMIT_MS, options.signal, 'proxy_timeout', async () =>
      routesTo === undefined ? DIRECT : routesTo(target),
    )
    let failure = new DialError('unreachable', 'no way leads there')
    for (const route of routes) {
      try {
        return await dialOne(target, route, options)
      } catch (error) {
        failure = dialError(error)
        if (failure.code !== 'proxy_unreachable' || options.signal?.aborted === true) break
      }
    }
    throw failure
  }
}

function dialProxy(
  clock: Clock,
  target: DialTarget,
  proxy: ProxyRoute,
  lookup: LookupFunction | undefined,
  { signal: outer, onStage }: DialOptions,
): Promise<Socket> {
  let isConnected = false
  return within(
    clock,
    PROXY_LIMIT_MS,
    outer,
    () => (isConnected ? 'proxy_timeout' : 'proxy_unreachable'),
    async (signal) => {
      let socket = await connectTcp(proxy, { lookup, signal, onResolved: () => onStage?.('proxying') }).catch(proxyUnreachable)
      isConnected = true
      onStage?.('proxying')
      const onAbort = (): void => void socket.destroy()
      signal.addEventListener('abort', onAbort, { once: true })
      try {
        if (proxy.kind === 'https') socket = await secured(socket, proxy)
        const openTunnel = proxy.kind === 'http' || proxy.kind === 'https' ? openHttpTunnel : openSocksTunnel
        await openTunnel(socket, proxy, target)
        onStage?.('connecting')
        return socket
      } catch (error) {
        socket.destroy()
        throw error
      } finally {
        signal.removeEventListener('abort', onAbort)
      }
    },
  )
}

/** TLS to the proxy itself; the certificate is checked as that of any server of this machine's. */
function secured(socket: Socket, { host }: ProxyRoute): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const servername = isIP(host) === 0 ? host : undefined
    const secure = connectTls({ socket, host, servername, ca: trustedAuthorities(), minVersion: 'TLSv1.2' })
    secure.on('error', proxyFailed)
    secure.on('close', () => proxyFailed(new Error('closed during the TLS handshake')))
    secure.once('secureConnect', () => resolve(secure))
    function proxyFailed(error: Error): void {
      reject(new DialError('proxy_protocol', `the proxy’s TLS: ${error.message}`, { cause: error }))
    }
  })
}

function proxyUnreachable(error: unknown): never {
  throw new DialError('proxy_unreachable', dialError(error).message, { cause: error })
}

type Code = DialError['code']

/** Runs a try for at most so long; after that it is aborted, and its end is `code`. */
async function within<T>(
  clock: Clock,
  limitMs: number,
  outer: AbortSignal | undefined,
  code: Code | (() => Code),
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const inner = new AbortController()
  const giveUp = (): void => inner.abort()
  let late: DialError | undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    inner.signal.addEventListener('abort', () => reject(late ?? new DialError('closed', 'given up')))
  })
  const cancel = clock.after(limitMs, () => {
    late = new DialError(typeof code === 'string' ? code : code(), `no connection within ${limitMs} ms`)
    giveUp()
  })
  outer?.addEventListener('abort', giveUp)
  if (outer?.aborted === true) giveUp()
  try {
    return await Promise.race([run(inner.signal), aborted])
  } finally {
    cancel()
    outer?.removeEventListener('abort', giveUp)
  }
}
