import type { ConversationId } from '@shared/ids'
import type { MemberView, StoredMessage } from '../../src/server/store/server-store'
import type { Simulation } from './simulation'

/** What the server has at the end, by which every device is measured. */
export type OfficeFacts = {
  readonly conversations: ReadonlyMap<ConversationId, readonly StoredMessage[]>
  /** What each user is a member of. */
  readonly views: ReadonlyMap<string, ReadonlyMap<ConversationId, MemberView>>
}

export async function readOffice({ server, userIds, groups }: Simulation): Promise<OfficeFacts> {
  const views = new Map<string, ReadonlyMap<ConversationId, MemberView>>()
  const ids = new Set<ConversationId>(groups)
  for (const userId of userIds) {
    const own = await server.store.conversations.views(userId, { since: 0, before: undefined, limit: 1000 })
    const byId = new Map(own.map((view) => [view.conversation.conversationId as ConversationId, view]))
    for (const id of byId.keys()) ids.add(id)
    views.set(userId, byId)
  }
  const conversations = new Map<ConversationId, readonly StoredMessage[]>()
  for (const id of ids) conversations.set(id, await server.store.messages.range(id, { from: 1, to: 2 ** 31, limit: 2 ** 31 }))
  return { conversations, views }
}
