import type { Socket } from 'node:net'
import { domainToASCII } from 'node:url'
import type { LinkCauseCode } from '@shared/status'
import { DialError, type DialTarget, type ProxyRoute } from '../../lib/dial'

/** What the library's messages mean; each has a test against a real proxy. The first that fits counts. */
const CAUSES: readonly (readonly [RegExp, LinkCauseCode])[] = [
  [/authentication failed|no accepted authentication/i, 'proxy_auth'],
  [/rejected connection - (Network|Host)Unreachable/, 'unreachable'],
  [/rejected connection - ConnectionRefused/, 'refused'],
  [/rejected connection - TTLExpired/, 'timeout'],
  [/rejected connection/i, 'proxy_refused'],
  [/^(Received )?invalid|socket closed/i, 'proxy_protocol'],
]

/**
 * Asks a SOCKS proxy for a tunnel (SOCKS 4a; RFC 1928 with the user and password of RFC 1929). `socket` is connected to
 * the proxy; once this resolves it is the stream to the target. The name of the target is resolved by the proxy.
 *
 * @throws DialError
 */
export async function openSocksTunnel(socket: Socket, proxy: ProxyRoute, target: DialTarget): Promise<void> {
  const { SocksClient, SocksClientError } = await import('socks')
  try {
    await SocksClient.createConnection({
      command: 'connect',
      proxy: {
        host: proxy.host,
        port: proxy.port,
        type: proxy.kind === 'socks4' ? 4 : 5,
        ...(proxy.user === undefined ? {} : { userId: proxy.user, password: proxy.password ?? '' }),
      },
      // The length of the name counts bytes.
      destination: { host: domainToASCII(target.host) || target.host, port: target.port },
      existing_socket: socket,
    })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const known = error instanceof SocksClientError ? CAUSES.find(([pattern]) => pattern.test(reason)) : undefined
    throw new DialError(known?.[1] ?? 'proxy_unreachable', `the proxy says: ${reason}`, { cause: error })
  }
}
