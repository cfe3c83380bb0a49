import type { Conversation } from '@shared/conversation'
import type { Features } from '@shared/features'

/** Why no file can be sent to a conversation. */
export type FileObstacle = 'left' | 'no_groups'

export function fileObstacle(
  { kind, hasLeft }: Pick<Conversation, 'kind' | 'hasLeft'>,
  { groups }: Pick<Features, 'groups'>,
): FileObstacle | undefined {
  if (hasLeft) return 'left'
  return kind === 'c2g' && !groups ? 'no_groups' : undefined
}
