/** Why a transfer failed, with words of its own each (PROTOCOL 9, and this device). */
export const TRANSFER_CAUSES = [
  'too_large',
  'quota',
  'gone',
  'not_found',
  'expired',
  'refused',
  'forbidden',
  'changed',
  'vanished',
  'no_access',
  'damaged',
  'not_stripped',
  'disk_full',
  'io_failed',
  'unsafe_link',
  'unsupported',
  'timeout',
] as const

export type TransferCause = (typeof TRANSFER_CAUSES)[number]

export function transferCause(code: string): TransferCause | undefined {
  return TRANSFER_CAUSES.find((cause) => cause === code)
}
