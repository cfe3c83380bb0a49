import { CLOSE_CODES } from '@protocol/schemas/session'
import { shownName } from '@shared/shown-text'
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

/** Ends that say nothing about the server: we dropped the link ourselves, to have a fresh one. */
const OWN_CODES: ReadonlySet<LinkCauseCode> = new Set(['suspended', 'nudged'])

export function adviceOf(code: LinkCauseCode): RetryAdvice {
  if (FINAL_CODES.has(code)) return 'never'
  return OWN_CODES.has(code) ? 'now' : 'later'
}

export function linkFailure(code: LinkCauseCode, reason: string, retryAfterMs?: number): LinkFailure {
  return { cause: { code, reason }, retry: adviceOf(code), retryAfterMs }
}

type Said = {
  readonly code: string | undefined
  readonly reason: string
  readonly retryAfterMs: number | undefined
  /** With `kicked`: whose doing it was. */
  readonly deviceName?: string | undefined
}

/** `B003` in our terms. A refusal without a code that we know (a base server says it in plain text) is final, too. */
export function refusal(said: Said): LinkFailure {
  return isCloseCode(said.code) ? linkFailure(said.code, said.reason, said.retryAfterMs) : linkFailure('forbidden', explained(said))
}

/** `A999` in our terms. A close without a code that we know is taken for a passing mood: the client comes back. */
export function serverClosed(said: Said): LinkFailure {
  if (!isCloseCode(said.code)) return linkFailure('server_closed', explained(said), said.retryAfterMs)
  const failure = linkFailure(said.code, said.reason, said.retryAfterMs)
  const device = shownName(said.deviceName ?? '', '')
  return device === '' ? failure : { ...failure, cause: { ...failure.cause, device } }
}

function isCloseCode(code: string | undefined): code is (typeof CLOSE_CODES)[number] {
  return CLOSE_CODES.some((known) => known === code)
}

function explained({ code, reason }: Said): string {
  return code === undefined ? reason : `${code}: ${reason}`
}
