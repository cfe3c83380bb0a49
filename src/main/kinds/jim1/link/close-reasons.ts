import { CLOSE_CODES } from '@protocol/schemas/session'
import { shownName } from '@shared/shown-text'
import { type LinkFailure, linkFailure } from '../../../connection/link-failure'

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
