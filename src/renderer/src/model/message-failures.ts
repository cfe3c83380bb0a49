/** Why a message was refused: the nacks of PROTOCOL 5, and what a server cannot carry. Each has its words. */
export const FAILURE_CODES = [
  'too_large',
  'not_member',
  'muted',
  'bad_message',
  'rate_limited',
  'no_groups',
  'no_bundles',
  'no_such_type',
] as const
