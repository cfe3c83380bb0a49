import type { Features } from './features'

/**
 * The link to the server (PROTOCOL 3). One value, changed by one pure function (`main/connection/connection-state`).
 *
 * ```
 *   stopped ──start──▶ offline? ─▶ resolving ─▶ connecting ─▶ securing ─▶ authenticating ─▶ online
 *      ▲                              ▲  │            │           │              │             │
 *      │ refused, kicked, signed out  │  └────────────┴───────────┴──────────────┴─ lost ──────┤
 *      └──────────────────────────────┼───────────────────────────────────────────────────────┘
 *                                  waiting ◀── backoff
 * ```
 */
export type ConnectionStatus = { readonly since: number } & (
  | { readonly state: 'stopped'; readonly cause: LinkCause }
  /** The system says there is no network: nothing is dialled until it comes back. */
  | { readonly state: 'offline'; readonly cause: LinkCause }
  /** `proxying` only where a proxy is set. */
  | {
      readonly state: 'resolving' | 'proxying' | 'connecting' | 'securing' | 'authenticating'
      readonly attempt: number
      readonly cause?: LinkCause
    }
  /** `isTokenSuspected`: the server acknowledges nothing although it answers, and never refuses a wrong token. */
  /** `place`: which of the server's addresses it is, where it has several. */
  | ({ readonly state: 'online'; readonly rttMs?: number; readonly isTokenSuspected?: boolean; readonly place?: string } & Spoken)
  | { readonly state: 'waiting'; readonly attempt: number; readonly retryAt: number; readonly cause: LinkCause }
)

export type LinkState = ConnectionStatus['state']

/** What came to light at the log-in: the protocol that is spoken, by its name, and what the server can do. */
export type Spoken = { readonly protocol: string; readonly features: Features }

/** Why the link is not there. `reason` is the peer's or the system's words, for details; the UI speaks by `code`. */
export type LinkCause = {
  readonly code: LinkCauseCode
  readonly reason: string
  /** With `kicked`: the device that ended this one's session, where the server tells. */
  readonly device?: string
}

export const LINK_CAUSE_CODES = [
  'signed_out',
  'no_network',
  'name_not_found',
  'refused',
  'unreachable',
  'timeout',
  'reset',
  'closed',
  'silent',
  'tls_untrusted',
  'tls_failed',
  // The extra certificate authority that the person named.
  'ca_file_unreadable',
  'ca_file_invalid',
  'proxy_unreachable',
  'proxy_timeout',
  'proxy_auth',
  'proxy_refused',
  'proxy_protocol',
  'other_protocol',
  'suspended',
  'nudged',
  // What a server says as it refuses or ends a session.
  'bad_token',
  'expired',
  'kicked',
  'forbidden',
  'overloaded',
  'shutting_down',
  'protocol_error',
  'version_unsupported',
  'server_closed',
] as const
export type LinkCauseCode = (typeof LINK_CAUSE_CODES)[number]

/** What the sync engine is doing; it says nothing about the link. */
export type SyncStatus =
  | { readonly state: 'idle' }
  | { readonly state: 'catching_up'; readonly done: number }
  | { readonly state: 'repairing'; readonly openGaps: number; readonly missing: number }
  | { readonly state: 'failed'; readonly code: string; readonly retryAt: number }
  /** The disk is full or read-only: nothing is acknowledged until it can be stored. */
  | { readonly state: 'store_blocked'; readonly code: string }

/** What the light in the rail and the banner show: both unions joined, for display only. */
export type DisplayStatus = {
  readonly light: 'ok' | 'busy' | 'waiting' | 'bad'
  readonly state: LinkState | 'syncing' | 'store_blocked'
}

export function describeStatus(link: ConnectionStatus, sync: SyncStatus): DisplayStatus {
  if (sync.state === 'store_blocked') return { light: 'bad', state: 'store_blocked' }
  switch (link.state) {
    case 'online':
      // Connected, but nobody may hear us: that is not green.
      if (link.isTokenSuspected === true) return { light: 'waiting', state: 'online' }
      return sync.state === 'catching_up' || sync.state === 'failed'
        ? { light: 'busy', state: 'syncing' }
        : { light: 'ok', state: 'online' }
    case 'stopped':
      return { light: 'bad', state: 'stopped' }
    case 'offline':
    case 'waiting':
      return { light: 'waiting', state: link.state }
    case 'resolving':
    case 'proxying':
    case 'connecting':
    case 'securing':
    case 'authenticating':
      return { light: 'busy', state: link.state }
  }
}
