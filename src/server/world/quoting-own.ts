import { isMid } from '@protocol/schemas/ids'
import type { Lookups } from './lookups'

/** Without a `reply_to` that names no message of the same conversation: it would show there what is said elsewhere. */
export async function quotingOwn(
  lookups: Lookups,
  conversationId: string,
  data: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  const { reply_to: quoted, ...rest } = data
  if (quoted === undefined) return data
  const isOwn = isMid(quoted) && (await lookups.conversationOf(quoted)) === conversationId
  return isOwn ? data : rest
}
