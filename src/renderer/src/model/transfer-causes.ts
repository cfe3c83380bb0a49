/** Why a transfer failed, with words of its own each (PROTOCOL 9, and this device). */
export const TRANSFER_CAUSES = [
  'too_large',
  'quota',
  'server_full',
  'files_unavailable',
  'gone',
  'not_found',
  'expired',
  'refused',
  'forbidden',
  'larger_than_allowed',
  'kind_not_allowed',
  'changed',
  'vanished',
  'no_access',
  'damaged',
  'not_stripped',
  'not_drawable',
  'disk_full',
  'read_only',
  'io_failed',
  'unsafe_link',
  'unresolved_link',
  'link_failed',
  'unsupported',
  'timeout',
] as const

/** What a person can do something about, or ask somebody to, while the transfer waits for its next try. */
const TOLD_WHILE_WAITING: ReadonlySet<string> = new Set<TransferCause>([
  'disk_full',
  'read_only',
  'io_failed',
  'server_full',
  'files_unavailable',
  'link_failed',
])

export const isToldWhileWaiting = (code: string): boolean => TOLD_WHILE_WAITING.has(code)

export type TransferCause = (typeof TRANSFER_CAUSES)[number]

export function transferCause(code: string): TransferCause | undefined {
  return TRANSFER_CAUSES.find((cause) => cause === code)
}
