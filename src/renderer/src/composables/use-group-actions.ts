import type { ConversationId, UserId } from '@shared/ids'
import type { Role } from '@shared/roster'
import { bridge } from '../bridge'
import { useConversationsStore } from '../stores/conversations'
import { useConversationActions } from './use-conversation-actions'
import { useReport } from './use-report'

/** What can be done to a group. Each resolves to whether it worked; a failure has been told to the user. */
export function useGroupActions() {
  const conversations = useConversationsStore()
  const { report } = useReport()
  const { open } = useConversationActions()

  async function create(title: string, memberIds: readonly UserId[]): Promise<boolean> {
    const result = await bridge.call('groups:create', { title, memberIds })
    if (!report(result)) return false
    conversations.upsert([result.value])
    open(result.value)
    return true
  }

  return {
    create,
    update: async (conversationId: ConversationId, change: { readonly title?: string; readonly notice?: string }) =>
      report(await bridge.call('groups:update', { conversationId, ...change })),
    addMembers: async (conversationId: ConversationId, userIds: readonly UserId[]) =>
      report(await bridge.call('groups:add-members', { conversationId, userIds })),
    removeMember: async (conversationId: ConversationId, userId: UserId) =>
      report(await bridge.call('groups:remove-members', { conversationId, userIds: [userId] })),
    setRole: async (conversationId: ConversationId, userId: UserId, role: Role) =>
      report(await bridge.call('groups:set-role', { conversationId, userId, role })),
    leave: async (conversationId: ConversationId) => report(await bridge.call('groups:leave', { conversationId })),
  }
}
