import type { ServerAddress } from '@shared/account'

/** Where HTTP is asked: as given, else the same host and the TCP port plus one. */
export function httpBaseOf(server: ServerAddress): string {
  if (server.httpBase !== '') return server.httpBase.replace(/\/+$/, '')
  const host = server.host.includes(':') ? `[${server.host}]` : server.host
  return `${server.tls ? 'https' : 'http'}://${host}:${server.port + 1}`
}
