import { c2gConversationId } from '@protocol/schemas/ids'
import type { ConversationObject, Role } from '@protocol/schemas/roster'
import type { MemberRecord, ServerStore, UserRecord } from '../store/server-store'
import type { ConversationNews } from './conversation-news'
import { type GroupEvent, groupEventContent, type Person } from './group-event'
import type { Messages } from './messages'
import { RefusedError, type WorldContext } from './session'
import { conversationObject } from './wire'

export type GroupChange = { readonly title?: string; readonly avatar?: string; readonly notice?: string }

/**
 * Groups and who is in them (PROTOCOL 6). Owners and admins change them, anyone may remove themselves. Each change is
 * a message of type `custom`, kind `group.event`, with its own `seq`, so that a device that was away learns of it; and
 * it takes its turn among the messages, so that nobody writes to a group after they were told that they are out.
 *
 * Nobody rules over their equals: an owner over admins and members, an admin over members. A group has one owner; who
 * makes another the owner becomes an admin, and when an owner leaves, an admin or else a member inherits.
 */
export class Groups {
  readonly #store: ServerStore
  readonly #messages: Messages
  readonly #news: ConversationNews
  readonly #context: WorldContext

  constructor(options: {
    readonly store: ServerStore
    readonly messages: Messages
    readonly news: ConversationNews
    readonly context: WorldContext
  }) {
    this.#store = options.store
    this.#messages = options.messages
    this.#news = options.news
    this.#context = options.context
  }

  create(userId: string, title: string, memberIds: readonly string[]): Promise<ConversationObject> {
    return this.#messages.inTurn(async () => {
      const people = await this.#people([userId, ...memberIds])
      const conversationId = c2gConversationId(this.#context.newId())
      const at = this.#context.now()
      await this.#store.conversations.createGroup({ conversationId, title, avatar: '', notice: '', at })
      const members = people.map((person) => ({
        userId: person.userId,
        role: person.userId === userId ? ('owner' as const) : ('member' as const),
      }))
      await this.#store.conversations.addMembers(conversationId, members, at)
      return this.#told(conversationId, userId, [{ event: 'created', title }])
    })
  }

  update(userId: string, groupId: string, change: GroupChange): Promise<ConversationObject> {
    return this.#messages.inTurn(async () => {
      const { conversationId } = await this.#ruler(userId, groupId)
      const before = await this.#store.conversations.get(conversationId)
      const events: GroupEvent[] = []
      if (change.title !== undefined && change.title !== before?.title)
        events.push({ event: 'renamed', title: change.title })
      if (change.notice !== undefined && change.notice !== before?.notice)
        events.push({ event: 'notice_changed', notice: change.notice })
      if (change.avatar !== undefined && change.avatar !== before?.avatar) events.push({ event: 'avatar_changed' })
      if (events.length > 0) await this.#store.conversations.updateGroup(conversationId, change, this.#context.now())
      return this.#told(conversationId, userId, events)
    })
  }

  addMembers(userId: string, groupId: string, memberIds: readonly string[]): Promise<ConversationObject> {
    return this.#messages.inTurn(async () => {
      const { conversationId } = await this.#ruler(userId, groupId)
      const people = await this.#people(memberIds)
      const newcomers = people.map((person) => ({ userId: person.userId, role: 'member' as const }))
      const added = await this.#store.conversations.addMembers(conversationId, newcomers, this.#context.now())
      const members = people.filter((person) => added.includes(person.userId)).map(personOf)
      return this.#told(conversationId, userId, members.length === 0 ? [] : [{ event: 'members_added', members }])
    })
  }

  /** For somebody who removed themselves the result is the group as they saw it last. */
  removeMembers(userId: string, groupId: string, memberIds: readonly string[]): Promise<ConversationObject> {
    return this.#messages.inTurn(async () => {
      const me = await this.#membership(userId, groupId)
      const { conversationId } = me
      const leaving = (await this.#store.conversations.members(conversationId)).filter((member) =>
        memberIds.includes(member.userId),
      )
      const others = leaving.filter((member) => member.userId !== userId)
      const strangerId = memberIds.find((id) => !leaving.some((member) => member.userId === id))
      if (strangerId !== undefined && me.role === 'member') throw forbidden('only owners and admins may do this')
      if (others.some((member) => !outranks(me.role, member.role))) throw forbidden(`a ${me.role} may not remove them`)
      const lastSeen = await this.#objectFor(conversationId, userId)
      // Said and done at once: whoever has read that they are out of it must be, whatever happens to the server.
      if (others.length > 0) {
        const event = { event: 'members_removed', members: others.map(personOf) } as const
        await this.#tell(conversationId, userId, event, others)
      }
      const isLeaving = others.length < leaving.length
      if (isLeaving) await this.#tell(conversationId, userId, { event: 'left' }, [me])
      if (isLeaving && me.role === 'owner') await this.#passOwnership(conversationId, userId)
      if (leaving.length > 0) await this.#news.changed(conversationId)
      return isLeaving
        ? { ...lastSeen, members_count: lastSeen.members_count - leaving.length }
        : this.#objectFor(conversationId, userId)
    })
  }

  setRole(userId: string, groupId: string, memberId: string, role: Role): Promise<ConversationObject> {
    return this.#messages.inTurn(async () => {
      const me = await this.#ruler(userId, groupId)
      const { conversationId } = me
      const member = await this.#store.conversations.member(conversationId, memberId)
      if (member === undefined) throw new RefusedError('not_found', 'there is no such member', 404)
      if (member.role === role) return this.#objectFor(conversationId, userId)
      if (memberId === userId && me.role === 'owner') throw forbidden('make somebody else the owner first')
      if (memberId !== userId && !outranks(me.role, member.role))
        throw forbidden(`an ${me.role} may not change their role`)
      if (role === 'owner' && me.role !== 'owner') throw forbidden('only the owner may pass the group on')
      const at = this.#context.now()
      await this.#store.conversations.setRole(conversationId, memberId, role, at)
      if (role === 'owner') await this.#store.conversations.setRole(conversationId, userId, 'admin', at)
      return this.#told(conversationId, userId, [{ event: 'role_changed', member: personOf(member), role }])
    })
  }

  async #passOwnership(conversationId: string, formerId: string): Promise<void> {
    const members = await this.#store.conversations.members(conversationId)
    const heir = members.find(({ role }) => role === 'admin') ?? members[0]
    if (heir === undefined) return
    await this.#store.conversations.setRole(conversationId, heir.userId, 'owner', this.#context.now())
    await this.#tell(conversationId, formerId, { event: 'role_changed', member: personOf(heir), role: 'owner' })
  }

  /** Writes the events, tells the members, and answers who asked. */
  async #told(conversationId: string, userId: string, events: readonly GroupEvent[]): Promise<ConversationObject> {
    for (const event of events) await this.#tell(conversationId, userId, event)
    if (events.length > 0) await this.#news.changed(conversationId)
    return this.#objectFor(conversationId, userId)
  }

  async #tell(
    conversationId: string,
    userId: string,
    event: GroupEvent,
    leaving: readonly MemberRecord[] = [],
  ): Promise<void> {
    const user = await this.#store.users.get(userId)
    const content = groupEventContent(event, { user_id: userId, name: user?.name ?? userId })
    const leavingIds = leaving.map((member) => member.userId)
    await this.#messages.appendByServer(conversationId, userId, 'custom', { kind: 'group.event', content }, leavingIds)
  }

  /** The users of these ids, each once. */
  async #people(userIds: readonly string[]): Promise<readonly UserRecord[]> {
    const users = await this.#store.users.getMany([...new Set(userIds)])
    const missing = userIds.find((id) => !users.some((user) => user.userId === id))
    if (missing !== undefined) throw new RefusedError('not_found', `there is no user ${missing}`, 404)
    return users
  }

  async #membership(userId: string, groupId: string): Promise<MemberRecord> {
    const me = await this.#store.conversations.member(c2gConversationId(groupId), userId)
    if (me === undefined) throw new RefusedError('not_member', 'you are not a member of this group', 403)
    return me
  }

  async #ruler(userId: string, groupId: string): Promise<MemberRecord> {
    const me = await this.#membership(userId, groupId)
    if (me.role === 'member') throw forbidden('only owners and admins may do this')
    return me
  }

  async #objectFor(conversationId: string, userId: string): Promise<ConversationObject> {
    const view = await this.#store.conversations.view(conversationId, userId)
    if (view === undefined) throw new RefusedError('not_member', 'you are not a member of this group', 403)
    return conversationObject(view)
  }
}

function outranks(mine: Role, theirs: Role): boolean {
  return (mine === 'owner' && theirs !== 'owner') || (mine === 'admin' && theirs === 'member')
}

function forbidden(reason: string): RefusedError {
  return new RefusedError('forbidden', reason, 403)
}

function personOf({ userId, name }: { readonly userId: string; readonly name: string }): Person {
  return { user_id: userId, name }
}
