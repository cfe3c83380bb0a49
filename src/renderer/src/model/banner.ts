import type { Features } from '@shared/features'
import type { ConnectionStatus, SyncStatus } from '@shared/status'

export type Banner = 'offline' | 'kicked' | 'password' | 'network' | 'stopped' | 'token' | 'bare' | 'disk' | 'busy' | 'repaired'

/** A short loss of the link is nobody's business. */
export const OFFLINE_AFTER_MS = 3000

/**
 * What needs a person, most pressing first.
 * @param lostAt epoch ms since when there has been no link
 */
export function bannerOf(link: ConnectionStatus, sync: SyncStatus, lostAt: number | undefined, now: number): Banner | undefined {
  if (sync.state === 'store_blocked') return sync.code === 'busy' ? 'busy' : 'disk'
  if (link.state === 'stopped') {
    switch (link.cause.code) {
      case 'signed_out':
        return undefined
      case 'kicked':
        return 'kicked'
      case 'bad_token':
      case 'expired':
        return 'password'
      case 'proxy_auth':
      case 'ca_file_unreadable':
      case 'ca_file_invalid':
        return 'network'
      default:
        return 'stopped'
    }
  }
  if (link.state === 'online') {
    if (link.isTokenSuspected === true) return 'token'
    return isBare(link.features) ? 'bare' : undefined
  }
  return lostAt !== undefined && now - lostAt > OFFLINE_AFTER_MS ? 'offline' : undefined
}

/** Everything that the banner says is lacking. */
function isBare({ history, receipts, groups, isSenderTrusted }: Features): boolean {
  return history === 'none' && receipts === 'none' && !groups && !isSenderTrusted
}
