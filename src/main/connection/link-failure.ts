import type { LinkCause, LinkCauseCode } from '@shared/status'

/**
 * What to do after a link ended: dial again at once, after the backoff, or not until somebody asks for it.
 */
export type RetryAdvice = 'now' | 'later' | 'never'

/** Why a connection ended, with its advice (architecture.md, State). */
export type LinkFailure = {
  readonly cause: LinkCause
  readonly retry: RetryAdvice
  /** The server's wish: not before this many milliseconds have passed. */
  readonly retryAfterMs?: number
}

/** Codes that another try cannot cure (PROTOCOL 3); a proxy locks an account that comes with a wrong password again. */
const FINAL_CODES: ReadonlySet<LinkCauseCode> = new Set([
  'signed_out',
  'bad_token',
  'expired',
  'kicked',
  'forbidden',
  'version_unsupported',
  'ca_file_unreadable',
  'ca_file_invalid',
  'proxy_auth',
])

/** What another address of the same server would not change: the way out of this computer, and a wish of the server's to be left alone. */
const CODES_OF_ALL_ADDRESSES: ReadonlySet<LinkCauseCode> = new Set([
  'no_network',
  'proxy_unreachable',
  'proxy_timeout',
  'proxy_protocol',
  'overloaded',
])

/** Whether another address of the server may do better. */
export function isOfAddress({ cause, retry }: LinkFailure): boolean {
  return retry === 'later' && !CODES_OF_ALL_ADDRESSES.has(cause.code)
}

/** Ends that say nothing about the server: we dropped the link ourselves, to have a fresh one. */
const OWN_CODES: ReadonlySet<LinkCauseCode> = new Set(['suspended', 'nudged'])

export function adviceOf(code: LinkCauseCode): RetryAdvice {
  if (FINAL_CODES.has(code)) return 'never'
  return OWN_CODES.has(code) ? 'now' : 'later'
}

export function linkFailure(code: LinkCauseCode, reason: string, retryAfterMs?: number): LinkFailure {
  return { cause: { code, reason }, retry: adviceOf(code), retryAfterMs }
}
