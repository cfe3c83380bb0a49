import type { ServerAddress } from '@shared/account'
import type { HttpErrorCode } from '../../../lib/http-client'

/** Where HTTP is asked: as given, else the same host and the TCP port plus one. */
export function httpBaseOf(server: ServerAddress): string {
  if (server.httpBase !== '') return server.httpBase.replace(/\/+$/, '')
  const host = server.host.includes(':') ? `[${server.host}]` : server.host
  return `${server.tls ? 'https' : 'http'}://${host}:${server.port + 1}`
}

/**
 * The code of a failure of HTTP. Who is told of a port that refuses looks for it among what they entered, and this one is
 * mostly derived; the server's own port may be right.
 */
export function httpFailureOf(code: HttpErrorCode): HttpErrorCode | 'http_unreached' {
  return code === 'refused' || code === 'timeout' ? 'http_unreached' : code
}
