import type { ConversationId, UserId } from '@shared/ids'
import type { GroupMember } from '@shared/roster'
import { useAccountStore } from '../stores/account'
import { useConversationsStore } from '../stores/conversations'
import { usePeopleStore } from '../stores/people'

type Shown = { readonly senderId: UserId; readonly senderAvatar: string; readonly conversationId: ConversationId }

const byMember = new WeakMap<readonly GroupMember[], ReadonlyMap<UserId, string>>()

function picturesOf(members: readonly GroupMember[]): ReadonlyMap<UserId, string> {
  const known = byMember.get(members) ?? new Map(members.map(({ userId, avatar }) => [userId, avatar]))
  byMember.set(members, known)
  return known
}

/** The picture of whoever wrote a message as it is now: a message has the one of when it was read. */
export function useCurrentPicture() {
  const account = useAccountStore()
  const conversations = useConversationsStore()
  const people = usePeopleStore()

  return ({ senderId, senderAvatar, conversationId }: Shown): string => {
    if (senderId === account.me?.userId) return account.me.avatar
    const conversation = conversations.byId.get(conversationId)
    if (conversation?.peerId === senderId) return conversation.avatar
    return picturesOf(people.members.get(conversationId) ?? []).get(senderId) ?? senderAvatar
  }
}
