import type { ConversationId, UserId } from '@shared/ids'
import { failed, type Result } from '@shared/result'
import type { Role } from '@shared/roster'
import type { RosterSync } from './roster-sync'
import type { ChatRequests, GroupChange } from '../../kinds/kind/chat-requests'
import type { ChatConversation } from '../../kinds/kind/facts'
import { groupOf } from '@shared/conversation-id'

type GroupActionsDeps = {
  readonly api: ChatRequests
  readonly roster: RosterSync
}

/**
 * What the user does with groups: asked of the server, then its answer applied. Codes are the
 * server's (`forbidden`, `not_member` …), the link's, or `not_a_group`.
 */
export class GroupActions {
  readonly #deps: GroupActionsDeps

  constructor(deps: GroupActionsDeps) {
    this.#deps = deps
  }

  create(title: string, memberIds: readonly UserId[]): Promise<Result<ConversationId>> {
    return this.#deps.roster.change(this.#deps.api.createGroup(title, memberIds))
  }

  addMembers(conversationId: ConversationId, userIds: readonly UserId[]): Promise<Result<ConversationId>> {
    return this.#change(conversationId, (groupId) => this.#deps.api.addMembers(groupId, userIds))
  }

  removeMembers(conversationId: ConversationId, userIds: readonly UserId[]): Promise<Result<ConversationId>> {
    return this.#change(conversationId, (groupId) => this.#deps.api.removeMembers(groupId, userIds))
  }

  /** All of it together, or nothing. */
  update(conversationId: ConversationId, change: GroupChange): Promise<Result<ConversationId>> {
    return this.#change(conversationId, (groupId) => this.#deps.api.changeGroup(groupId, change))
  }

  setRole(conversationId: ConversationId, userId: UserId, role: Role): Promise<Result<ConversationId>> {
    return this.#change(conversationId, (groupId) => this.#deps.api.setRole(groupId, userId, role))
  }

  /** History stays; sending is refused from now on. */
  leave(conversationId: ConversationId): Promise<Result<void>> {
    return this.#deps.roster.leave(conversationId)
  }

  async #change(
    conversationId: ConversationId,
    ask: (groupId: string) => Promise<Result<ChatConversation>>,
  ): Promise<Result<ConversationId>> {
    const groupId = groupOf(conversationId)
    return groupId === undefined ? failed('not_a_group') : this.#deps.roster.change(ask(groupId))
  }
}
