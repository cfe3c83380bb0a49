import type { Conversation } from '@shared/conversation'
import { asConversationId, asUserId, type ConversationId, type UserId } from '@shared/ids'
import type { IpcArgument, IpcChannel, IpcValue } from '@shared/ipc'
import type { GroupEvent } from '@shared/message'
import type { GroupMember, Person, Role } from '@shared/roster'
import { emptyConversation } from './fake-jim-timeline'

type GroupChannel = Extract<IpcChannel, `groups:${string}`>
type GroupHandlers = { readonly [C in GroupChannel]: (argument: IpcArgument<C>) => IpcValue<C> }

/** What the groups need of the fake main process around them. */
/** What every picture becomes that is set. */
export const FAKE_PICTURE = '/v1/files/f_aaaaaaaaaaaaaaaaaaaaaaaaaa'

export type GroupHost = {
  readonly me: Person
  readonly people: readonly Person[]
  readonly members: (conversationId: ConversationId) => readonly GroupMember[]
  readonly setMembers: (conversationId: ConversationId, members: readonly GroupMember[]) => void
  readonly add: (conversation: Conversation) => void
  readonly update: (conversationId: ConversationId, change: Partial<Conversation>) => Conversation
  readonly post: (conversationId: ConversationId, event: GroupEvent) => void
  readonly now: number
}

/** `groups:*` in memory: each change is told as the server would, by an event in the timeline. */
export function groupHandlers(host: GroupHost): GroupHandlers {
  let nextGroup = 1

  function memberOf(conversationId: ConversationId, userId: UserId, role: Role): GroupMember {
    const person = [host.me, ...host.people].find((candidate) => candidate.userId === userId)
    return { conversationId, userId, name: person?.name ?? userId, avatar: '', role, readSeq: 0, deliveredSeq: 0 }
  }

  const event = (conversationId: ConversationId, value: GroupEvent): void => host.post(conversationId, value)
  const namesOf = (members: readonly GroupMember[]): { readonly userId: string; readonly name: string }[] =>
    members.map(({ userId, name }) => ({ userId, name }))

  return {
    'groups:create': ({ title, memberIds }) => {
      const conversationId = asConversationId(`c2g:new${nextGroup++}`)
      const { peerId: _, ...row } = emptyConversation(host.me.userId, asUserId('nobody'), title, host.now)
      host.add({ ...row, conversationId, kind: 'c2g' })
      host.setMembers(conversationId, [
        memberOf(conversationId, host.me.userId, 'owner'),
        ...memberIds.map((userId) => memberOf(conversationId, userId, 'member')),
      ])
      event(conversationId, { event: 'created', by: host.me.userId, title })
      return host.update(conversationId, { membersCount: memberIds.length + 1 })
    },
    'groups:update': ({ conversationId, title, notice }) => {
      if (title !== undefined) event(conversationId, { event: 'renamed', by: host.me.userId, title })
      if (notice !== undefined) event(conversationId, { event: 'notice_changed', by: host.me.userId, notice })
      host.update(conversationId, {
        ...(title === undefined ? {} : { title }),
        ...(notice === undefined ? {} : { notice }),
      })
    },
    'groups:set-picture': ({ conversationId, picture }) => {
      event(conversationId, { event: 'avatar_changed', by: host.me.userId })
      host.update(conversationId, { avatar: picture === undefined ? '' : FAKE_PICTURE })
    },
    'groups:add-members': ({ conversationId, userIds }) => {
      const added = userIds.map((userId) => memberOf(conversationId, userId, 'member'))
      host.setMembers(conversationId, [...host.members(conversationId), ...added])
      event(conversationId, { event: 'members_added', by: host.me.userId, members: namesOf(added) })
    },
    'groups:remove-members': ({ conversationId, userIds }) => {
      const [gone, kept] = [true, false].map((isGone) =>
        host.members(conversationId).filter((member) => userIds.includes(member.userId) === isGone),
      )
      host.setMembers(conversationId, kept ?? [])
      event(conversationId, { event: 'members_removed', by: host.me.userId, members: namesOf(gone ?? []) })
    },
    'groups:set-role': ({ conversationId, userId, role }) => {
      const members = host.members(conversationId)
      host.setMembers(
        conversationId,
        members.map((member) => (member.userId === userId ? { ...member, role } : member)),
      )
      const name = members.find((member) => member.userId === userId)?.name ?? userId
      event(conversationId, { event: 'role_changed', by: host.me.userId, member: { userId, name }, role })
    },
    'groups:leave': ({ conversationId }) => void host.update(conversationId, { hasLeft: true }),
  }
}
