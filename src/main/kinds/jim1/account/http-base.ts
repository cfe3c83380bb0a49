import type { ServerAddress } from '@shared/account'
import { atPlace, type ServerPlace } from '@shared/server-places'
import type { HttpErrorCode } from '../../../lib/http-client'
import { isLoopback } from '../../../lib/loopback'

/** Where HTTP is asked before there is a link: as given, else the same host and the TCP port plus one. */
export function httpBaseOf(server: ServerAddress): string {
  if (server.httpBase !== '') return server.httpBase.replace(/\/+$/, '')
  const host = server.host.includes(':') ? `[${server.host}]` : server.host
  return `${server.tls ? 'https' : 'http'}://${host}:${server.port + 1}`
}

/**
 * Where HTTP is asked of a server with several addresses: as given, else as the one says that the link leads to (PROTOCOL 3), else as
 * is usual at that one. A server of one address is always asked as before its link.
 */
export function httpBaseAt(server: ServerAddress, order: { readonly current: ServerPlace; readonly count: number }, told?: string): string {
  const usual = httpBaseOf(atPlace(server, order.current))
  return order.count < 2 || server.httpBase !== '' || told === undefined || !isMeant(told, server, order.current)
    ? usual
    : told.replace(/\/+$/, '')
}

/** Nothing less protected than the link; and a server that does not know its own name says the address that it listens on. */
function isMeant(told: string, { tls }: ServerAddress, { host }: ServerPlace): boolean {
  if (!URL.canParse(told)) return false
  const { protocol, hostname, username, password } = new URL(told)
  if (protocol !== 'https:' && (tls || protocol !== 'http:')) return false
  if (username !== '' || password !== '' || hostname === '0.0.0.0' || hostname === '[::]') return false
  return !isLoopback(hostname.replace(/^\[|\]$/g, '')) || isLoopback(host)
}

/**
 * The code of a failure of HTTP. Who is told of a port that refuses looks for it among what they entered, and this one is
 * mostly derived; the server's own port may be right.
 */
export function httpFailureOf(code: HttpErrorCode): HttpErrorCode | 'http_unreached' {
  return code === 'refused' || code === 'timeout' ? 'http_unreached' : code
}
