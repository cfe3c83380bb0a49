import { isMid } from '@protocol/schemas/ids'
import type { Lookups } from './lookups'

/** Without a `reply_to` that names no message of the same conversation: it would show there what is said elsewhere. */
export async function quotingOwn(
  lookups: Lookups,
  conversationId: string,
  { reply_to: quoted, ...rest }: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  if (quoted === undefined) return rest
  const isOwn = isMid(quoted) && (await lookups.conversationOf(quoted)) === conversationId
  return isOwn ? { ...rest, reply_to: quoted } : rest
}
