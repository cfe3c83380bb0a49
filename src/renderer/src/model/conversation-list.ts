import { compareConversations, type Conversation } from '@shared/conversation'
import { matchesText } from './match-text'

export const LIST_FILTERS = ['all', 'unread', 'mentions', 'groups', 'archived'] as const
export type ListFilter = (typeof LIST_FILTERS)[number]

/** Counts as unread: messages of others, or the mark that the user set by hand. */
export function isUnread(conversation: Conversation): boolean {
  return conversation.unread > 0 || conversation.isMarkedUnread
}

export function isMuted(conversation: Conversation, now: number): boolean {
  return conversation.mutedUntil > now
}

/** The rows of the list, in order. A search looks through the archive too. */
export function listConversations(conversations: Iterable<Conversation>, filter: ListFilter, query: string): Conversation[] {
  const isSearch = query.trim() !== ''
  const rows: Conversation[] = []
  for (const conversation of conversations) {
    if (isSearch ? matchesText(query, conversation.title, conversation.peerId) : passes(conversation, filter)) {
      rows.push(conversation)
    }
  }
  return rows.sort(compareConversations)
}

/** Unread messages for the badge: muted and archived conversations do not count, a mark by hand counts as one. */
export function countUnread(conversations: Iterable<Conversation>, now: number): number {
  let count = 0
  for (const conversation of conversations) {
    if (isMuted(conversation, now) || conversation.isArchived) continue
    count += conversation.unread || Number(conversation.isMarkedUnread)
  }
  return count
}

/** The conversation `step` rows away from the open one, staying at the ends. */
export function neighbour(rows: readonly Conversation[], openId: string | undefined, step: 1 | -1): Conversation | undefined {
  const index = rows.findIndex((row) => row.conversationId === openId)
  if (index === -1) return step === 1 ? rows[0] : rows.at(-1)
  return rows[index + step]
}

function passes(conversation: Conversation, filter: ListFilter): boolean {
  if (conversation.isArchived !== (filter === 'archived')) return false
  switch (filter) {
    case 'all':
    case 'archived':
      return true
    case 'unread':
      return isUnread(conversation)
    case 'mentions':
      return conversation.hasUnreadMention
    case 'groups':
      return conversation.kind === 'c2g'
  }
}
