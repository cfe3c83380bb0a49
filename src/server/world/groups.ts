import { c2gConversationId, parseConversationId } from '@protocol/schemas/ids'
import type { ConversationObject, Role } from '@protocol/schemas/roster'
import type { MemberRecord, ServerStore, UserRecord } from '../store/server-store'
import type { ConversationNews } from './conversation-news'
import type { Messages } from './messages'
import { RefusedError, type WorldContext } from './session'
import { conversationObject } from './wire'

type Person = { readonly user_id: string; readonly name: string }

/**
 * Groups and who is in them (PROTOCOL 6). Owners and admins change them, anyone may remove themselves. Each change is
 * a message of type `custom`, kind `group.event`, with its own `seq`, so that a device that was away learns of it.
 */
export class Groups {
  readonly #store: ServerStore
  readonly #messages: Messages
  readonly #news: ConversationNews
  readonly #context: WorldContext

  constructor(options: { readonly store: ServerStore; readonly messages: Messages; readonly news: ConversationNews; readonly context: WorldContext }) {
    this.#store = options.store
    this.#messages = options.messages
    this.#news = options.news
    this.#context = options.context
  }

  async create(userId: string, title: string, memberIds: readonly string[]): Promise<ConversationObject> {
    const members = await this.#known([userId, ...memberIds])
    const conversationId = c2gConversationId(this.#context.newId())
    const at = this.#context.now()
    await this.#store.conversations.createGroup({ conversationId, title, avatar: '', notice: '', at })
    await this.#store.conversations.addMembers(
      conversationId,
      members.map((member) => ({ userId: member.userId, role: member.userId === userId ? 'owner' : 'member' })),
      at,
    )
    await this.#event(conversationId, userId, { event: 'created', title })
    await this.#news.changed(conversationId)
    return this.#objectFor(conversationId, userId)
  }

  async update(userId: string, groupId: string, change: { readonly title?: string; readonly avatar?: string; readonly notice?: string }): Promise<ConversationObject> {
    const conversationId = await this.#manage(userId, groupId)
    await this.#store.conversations.updateGroup(conversationId, change, this.#context.now())
    if (change.title !== undefined) await this.#event(conversationId, userId, { event: 'renamed', title: change.title })
    if (change.notice !== undefined) await this.#event(conversationId, userId, { event: 'notice_changed', notice: change.notice })
    if (change.avatar !== undefined) await this.#event(conversationId, userId, { event: 'avatar_changed' })
    await this.#news.changed(conversationId)
    return this.#objectFor(conversationId, userId)
  }

  async addMembers(userId: string, groupId: string, memberIds: readonly string[]): Promise<ConversationObject> {
    const conversationId = await this.#manage(userId, groupId)
    const people = await this.#known(memberIds)
    const added = await this.#store.conversations.addMembers(
      conversationId,
      people.map((person) => ({ userId: person.userId, role: 'member' })),
      this.#context.now(),
    )
    if (added.length > 0) {
      await this.#event(conversationId, userId, { event: 'members_added', members: names(people.filter((person) => added.includes(person.userId))) })
      await this.#news.changed(conversationId)
    }
    return this.#objectFor(conversationId, userId)
  }

  /** The result is `undefined` for somebody who removed themselves. */
  async removeMembers(userId: string, groupId: string, memberIds: readonly string[]): Promise<ConversationObject | undefined> {
    const isLeaving = memberIds.length === 1 && memberIds[0] === userId
    const conversationId = isLeaving ? (await this.#membership(userId, groupId)).conversationId : await this.#manage(userId, groupId)
    const people = await this.#known(memberIds)
    const me = await this.#membership(userId, groupId)
    const targets = await this.#store.conversations.members(conversationId)
    const isForbidden = targets.some((target) => memberIds.includes(target.userId) && target.userId !== userId && !outranks(me.role, target.role))
    if (isForbidden) throw new RefusedError('forbidden', 'only an owner may remove an admin', 403)
    // The last thing that a member hears of the group is that they are out of it.
    if (isLeaving) await this.#event(conversationId, userId, { event: 'left' })
    else await this.#event(conversationId, userId, { event: 'members_removed', members: names(people) })
    await this.#store.conversations.removeMembers(conversationId, memberIds, this.#context.now())
    if (isLeaving && me.role === 'owner') await this.#passOwnership(conversationId, userId)
    await this.#news.changed(conversationId)
    return isLeaving ? undefined : this.#objectFor(conversationId, userId)
  }

  async setRole(userId: string, groupId: string, memberId: string, role: Role): Promise<ConversationObject> {
    const me = await this.#membership(userId, groupId)
    const { conversationId } = me
    if (me.role !== 'owner') throw new RefusedError('forbidden', 'only the owner may change roles', 403)
    const member = await this.#store.conversations.member(conversationId, memberId)
    if (member === undefined) throw new RefusedError('not_found', 'there is no such member', 404)
    const at = this.#context.now()
    if (memberId === userId && role !== 'owner') throw new RefusedError('forbidden', 'make somebody else the owner first', 403)
    await this.#store.conversations.setRole(conversationId, memberId, role, at)
    if (role === 'owner' && memberId !== userId) await this.#store.conversations.setRole(conversationId, userId, 'admin', at)
    await this.#event(conversationId, userId, { event: 'role_changed', member: { user_id: memberId, name: member.name }, role })
    await this.#news.changed(conversationId)
    return this.#objectFor(conversationId, userId)
  }

  async #passOwnership(conversationId: string, formerId: string): Promise<void> {
    const members = await this.#store.conversations.members(conversationId)
    const heir = members.find(({ role }) => role === 'admin') ?? members[0]
    if (heir === undefined || heir.userId === formerId) return
    await this.#store.conversations.setRole(conversationId, heir.userId, 'owner', this.#context.now())
  }

  async #event(conversationId: string, userId: string, event: Readonly<Record<string, unknown>> & { readonly event: string }): Promise<void> {
    const user = await this.#store.users.get(userId)
    const by: Person = { user_id: userId, name: user?.name ?? userId }
    const content = { ...event, by, fallback_text: fallbackText(event.event, by.name, event) }
    await this.#messages.appendByServer(conversationId, userId, 'custom', { kind: 'group.event', content })
  }

  /** Those of the ids that are users, each once. */
  async #known(userIds: readonly string[]): Promise<readonly UserRecord[]> {
    const users = await this.#store.users.getMany([...new Set(userIds)])
    const missing = userIds.find((id) => !users.some((user) => user.userId === id))
    if (missing !== undefined) throw new RefusedError('not_found', `there is no user ${missing}`, 404)
    return users
  }

  async #membership(userId: string, groupId: string): Promise<MemberRecord> {
    const conversationId = c2gConversationId(groupId)
    const me = parseConversationId(conversationId) === undefined ? undefined : await this.#store.conversations.member(conversationId, userId)
    if (me === undefined) throw new RefusedError('not_member', 'you are not a member of this group', 403)
    return me
  }

  async #manage(userId: string, groupId: string): Promise<string> {
    const me = await this.#membership(userId, groupId)
    if (me.role === 'member') throw new RefusedError('forbidden', 'only owners and admins may do this', 403)
    return me.conversationId
  }

  async #objectFor(conversationId: string, userId: string): Promise<ConversationObject> {
    const view = await this.#store.conversations.view(conversationId, userId)
    if (view === undefined) throw new RefusedError('not_member', 'you are not a member of this group', 403)
    return conversationObject(view)
  }
}

function outranks(mine: Role, theirs: Role): boolean {
  return mine === 'owner' || (mine === 'admin' && theirs === 'member')
}

function names(people: readonly UserRecord[]): readonly Person[] {
  return people.map(({ userId, name }) => ({ user_id: userId, name }))
}

/** What a client that does not know the event shows. */
function fallbackText(event: string, by: string, content: Readonly<Record<string, unknown>>): string {
  const members = Array.isArray(content['members']) ? (content['members'] as readonly Person[]).map(({ name }) => name).join(', ') : ''
  switch (event) {
    case 'created':
      return `${by} created the group`
    case 'renamed':
      return `${by} renamed the group to ${String(content['title'])}`
    case 'members_added':
      return `${by} added ${members}`
    case 'members_removed':
      return `${by} removed ${members}`
    case 'left':
      return `${by} left the group`
    default:
      return `${by} changed the group`
  }
}
