import type { ProxyRoute, Route } from '../../lib/dial'

const KINDS: { readonly [word: string]: ProxyRoute['kind'] | undefined } = {
  PROXY: 'http',
  HTTP: 'http',
  HTTPS: 'https',
  SOCKS: 'socks4',
  SOCKS4: 'socks4',
  SOCKS5: 'socks5',
}
const DEFAULT_PORTS = { http: 80, https: 443, socks4: 1080, socks5: 1080 } as const

/**
 * Reads what a system's proxy configuration says of one address, in the words of automatic configuration files:
 * `PROXY proxy.example.com:8080; SOCKS5 [::1]:1080; DIRECT`. What cannot be read is left out; nothing readable is the
 * straight way, as browsers take it.
 */
export function parseProxyList(text: string): readonly Route[] {
  const routes = text.split(';').flatMap((entry): Route[] => {
    const [, word = '', place = ''] = /^\s*(\S+)\s*(\S*)\s*$/.exec(entry) ?? []
    if (word.toUpperCase() === 'DIRECT') return [{ kind: 'direct' }]
    const kind = KINDS[word.toUpperCase()]
    const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(place) ?? []
    const host = bracketed ?? plain
    return kind === undefined || host === undefined ? [] : [{ kind, host, port: port === undefined ? DEFAULT_PORTS[kind] : Number(port) }]
  })
  return routes.length === 0 ? [{ kind: 'direct' }] : routes
}
