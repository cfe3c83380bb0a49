import type { ProxyConfig, Session } from 'electron'
import type { ProxySettings } from '@shared/network'
import { MEDIA_SCHEME } from '../../lib/media-address'
import { parseUrl } from '../../lib/external-url'

/** What a page of ours is made of. `devtools:` only answers where somebody may open them. */
const OWN_SCHEMES: ReadonlySet<string> = new Set(['app:', `${MEDIA_SCHEME}:`, 'data:', 'blob:', 'devtools:'])

/** The discard port of this machine, where nothing answers. */
const NOWHERE = 'http://127.0.0.1:9'

/** Whether the page may have this; while developing, the hot-reload server too. */
export function isOwnRequest(url: string, devServer: string | undefined): boolean {
  const parsed = parseUrl(url)
  if (parsed === undefined) return false
  return OWN_SCHEMES.has(parsed.protocol) || (devServer !== undefined && parsed.host === parseUrl(devServer)?.host)
}

/**
 * Chromium's way out. The page needs none: our own sockets fetch everything. Should something of Chromium's get past
 * the policy and `sealSession`, it goes by the proxy that was entered, else nowhere; the proxy's password it never has.
 */
export function pageProxy({ kind, host, port }: Pick<ProxySettings, 'kind' | 'host' | 'port'>, devServer: string | undefined): ProxyConfig {
  const place = host.includes(':') ? `[${host}]` : host
  return {
    mode: 'fixed_servers',
    proxyRules: kind === 'http' || kind === 'socks5' ? `${kind}://${place}:${port}` : NOWHERE,
    // Chromium leaves this machine's own addresses out unless it is told otherwise.
    proxyBypassRules: devServer === undefined ? '<-loopback>' : '',
  }
}

/**
 * The session keeps what our page stores (`localStorage`), and nothing of anybody else's: no request leaves it, and what
 * an earlier version left behind, cookies and cached answers, goes.
 */
export async function sealSession(session: Session, devServer: string | undefined): Promise<void> {
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !isOwnRequest(url, devServer) }))
  await session.clearStorageData({ storages: ['cookies'] })
  await session.clearCache()
}
