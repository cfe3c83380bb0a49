/** Why a message was refused: the nacks of PROTOCOL 5, and what a base server cannot carry. Each has its words. */
export const FAILURE_CODES = [
  'too_large',
  'not_member',
  'muted',
  'bad_message',
  'rate_limited',
  'base_too_large',
  'base_group',
  'base_bundle',
  'base_type',
] as const
