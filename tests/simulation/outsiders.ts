import { parseConversationId } from '@protocol/schemas/ids'
import { FILE_TYPES } from '../../src/main/transfers/shared-content'
import { membershipChange } from '../../src/server/nodes/membership'
import type { OfficeFacts } from './office-facts'

/** What people said in groups that they were not in, a line each: by the groups' own messages, from their end to their beginning. */
export function outsidersOf({ conversations, views }: OfficeFacts): readonly string[] {
  const found: string[] = []
  for (const [conversationId, messages] of conversations) {
    if (parseConversationId(conversationId)?.kind !== 'c2g') continue
    const members = new Set([...views].filter(([, own]) => own.has(conversationId)).map(([userId]) => userId))
    for (const message of messages.toReversed()) {
      const change = membershipChange(message)
      for (const userId of change?.leaving ?? []) members.add(userId)
      for (const userId of change?.joining ?? []) members.delete(userId)
      const isSaid = message.type === 'text' || FILE_TYPES.has(message.type)
      if (isSaid && !members.has(message.senderId)) found.push(`${conversationId} ${message.seq}: ${message.senderId} was no member`)
    }
  }
  return found
}
