import { c2gConversationId } from '@protocol/schemas/ids'
import type { ConversationObject, Role } from '@protocol/schemas/roster'
import type { GroupEffect, MemberRecord, StoredMessage, UserRecord } from '../store/server-store'
import type { ConversationNews } from './conversation-news'
import { type GroupEvent, groupEventContent, type Person } from './group-event'
import { checkAvatar } from './avatars'
import { checkLabel, checkLines } from './labels'
import type { Change, Messages } from './messages'
import { RateLimit } from './rate-limit'
import { rateLimited, RefusedError, type WorldContext } from './session'
import { conversationObject, messageEnvelope } from './wire'

/** What happens to a group, as it is told and as it is kept. */
type Step = { readonly event: GroupEvent; readonly effect: GroupEffect }

/** People in one group: each message is told to every one of them. */
const MAX_MEMBERS = 1000

export type GroupChange = { readonly title?: string; readonly avatar?: string; readonly notice?: string }

/**
 * Groups and who is in them (PROTOCOL 6). Owners and admins change them, anyone may remove themselves. Each change is
 * a message of type `custom`, kind `group.event`, with its own `seq`, so that a device that was away learns of it. Said
 * and done are one transaction, whatever happens to the server; and it takes its turn among the messages, so that nobody
 * writes to a group after they were told that they are out.
 *
 * Nobody rules over their equals: an owner over admins and members, an admin over members. A group has one owner; who
 * makes another the owner becomes an admin, and when an owner leaves, an admin or else a member inherits.
 */
export class Groups {
  readonly #messages: Messages
  readonly #news: ConversationNews
  readonly #context: WorldContext
  readonly #rate: RateLimit

  constructor(options: { readonly messages: Messages; readonly news: ConversationNews; readonly context: WorldContext }) {
    this.#messages = options.messages
    this.#news = options.news
    this.#context = options.context
    this.#rate = new RateLimit(options.context.limits.groupChanges)
  }

  create(userId: string, title: string, memberIds: readonly string[]): Promise<ConversationObject> {
    const conversationId = c2gConversationId(this.#context.newId())
    return this.#changing(userId, conversationId, async (change) => {
      checkLabel(title)
      const people = await peopleOf(change, [userId, ...memberIds])
      if (people.length > MAX_MEMBERS) throw tooManyMembers()
      const members = people.map((person) => ({
        userId: person.userId,
        role: person.userId === userId ? ('owner' as const) : ('member' as const),
      }))
      const effect = { opening: { title, avatar: '', notice: '', members } }
      return this.#changed(change, conversationId, userId, [{ event: { event: 'created', title }, effect }])
    })
  }

  update(userId: string, groupId: string, { title, avatar, notice }: GroupChange): Promise<ConversationObject> {
    const conversationId = c2gConversationId(groupId)
    return this.#changing(userId, conversationId, async (change) => {
      await rulerOf(change, conversationId, userId)
      const before = await change.store.conversations.get(conversationId)
      if (title !== undefined) checkLabel(title)
      if (avatar !== undefined) await checkAvatar(change.store.files, userId, avatar, this.#context)
      if (notice !== undefined) checkLines(notice)
      const steps: Step[] = []
      if (title !== undefined && title !== before?.title) steps.push({ event: { event: 'renamed', title }, effect: { facts: { title } } })
      if (notice !== undefined && notice !== before?.notice)
        steps.push({ event: { event: 'notice_changed', notice }, effect: { facts: { notice } } })
      if (avatar !== undefined && avatar !== before?.avatar)
        steps.push({ event: { event: 'avatar_changed' }, effect: { facts: { avatar } } })
      return this.#changed(change, conversationId, userId, steps)
    })
  }

  addMembers(userId: string, groupId: string, memberIds: readonly string[]): Promise<ConversationObject> {
    const conversationId = c2gConversationId(groupId)
    return this.#changing(userId, conversationId, async (change) => {
      await rulerOf(change, conversationId, userId)
      const before = await change.store.conversations.memberIds(conversationId)
      const newcomers = (await peopleOf(change, memberIds)).filter((person) => !before.includes(person.userId))
      if (before.length + newcomers.length > MAX_MEMBERS) throw tooManyMembers()
      if (newcomers.length === 0) return objectFor(change, conversationId, userId)
      const event = { event: 'members_added', members: newcomers.map(personOf) } as const
      const joining = newcomers.map((person) => ({ userId: person.userId, role: 'member' as const }))
      return this.#changed(change, conversationId, userId, [{ event, effect: { joining } }])
    })
  }

  /** For somebody who removed themselves the result is the group as they saw it last. */
  removeMembers(userId: string, groupId: string, memberIds: readonly string[]): Promise<ConversationObject> {
    const conversationId = c2gConversationId(groupId)
    return this.#changing(userId, conversationId, async (change) => {
      const me = await membershipOf(change, conversationId, userId)
      const members = await change.store.conversations.members(conversationId)
      const leaving = members.filter((member) => memberIds.includes(member.userId))
      const others = leaving.filter((member) => member.userId !== userId)
      const strangerId = memberIds.find((id) => !leaving.some((member) => member.userId === id))
      if (strangerId !== undefined && me.role === 'member') throw forbidden('only owners and admins may do this')
      if (others.some((member) => !outranks(me.role, member.role))) throw forbidden(`a ${me.role} may not remove them`)
      const removal: readonly Step[] = others.length === 0 ? [] : [removed(others)]
      if (others.length === leaving.length) return this.#changed(change, conversationId, userId, removal)
      const heir = me.role === 'owner' ? heirOf(members.filter((member) => !leaving.includes(member))) : undefined
      const steps = [...removal, left(userId), ...(heir === undefined ? [] : [promoted(heir, 'owner')])]
      const lastSeen = await objectFor(change, conversationId, userId)
      const stored = await this.#tell(change, conversationId, userId, steps)
      const last = stored[removal.length]
      return {
        ...lastSeen,
        members_count: members.length - leaving.length,
        last_seq: last?.seq ?? lastSeen.last_seq,
        last_message: last === undefined ? lastSeen.last_message : messageEnvelope(last),
      }
    })
  }

  setRole(userId: string, groupId: string, memberId: string, role: Role): Promise<ConversationObject> {
    const conversationId = c2gConversationId(groupId)
    return this.#changing(userId, conversationId, async (change) => {
      const me = await rulerOf(change, conversationId, userId)
      const member = await change.store.conversations.member(conversationId, memberId)
      if (member === undefined) throw new RefusedError('not_found', 'there is no such member', 404)
      if (member.role === role) return objectFor(change, conversationId, userId)
      if (memberId === userId && me.role === 'owner') throw forbidden('make somebody else the owner first')
      if (memberId !== userId && !outranks(me.role, member.role)) throw forbidden(`an ${me.role} may not change their role`)
      if (role === 'owner' && me.role !== 'owner') throw forbidden('only the owner may pass the group on')
      const { event, effect } = promoted(member, role)
      const roles = [...(effect.roles ?? []), ...(role === 'owner' ? [{ userId, role: 'admin' as const }] : [])]
      return this.#changed(change, conversationId, userId, [{ event, effect: { roles } }])
    })
  }

  /** Does it, tells the members, and answers who asked. */
  async #changed(change: Change, conversationId: string, userId: string, steps: readonly Step[]): Promise<ConversationObject> {
    await this.#tell(change, conversationId, userId, steps)
    return objectFor(change, conversationId, userId)
  }

  async #tell(change: Change, conversationId: string, userId: string, steps: readonly Step[]): Promise<readonly StoredMessage[]> {
    if (steps.length === 0) return []
    const user = await change.store.users.get(userId)
    const by = { user_id: userId, name: user?.name ?? userId }
    const notices = steps.map(({ event, effect }) => ({
      type: 'custom',
      content: { kind: 'group.event', content: groupEventContent(event, by) },
      effect,
    }))
    const stored = await this.#messages.appendByServer(change, conversationId, userId, notices)
    change.afterwards(() => this.#news.changed(conversationId))
    return stored
  }

  /** @throws RefusedError `rate_limited` */
  async #changing<T>(userId: string, conversationId: string, run: (change: Change) => Promise<T>): Promise<T> {
    const waitMs = this.#rate.take(userId, this.#context.now())
    if (waitMs > 0) throw rateLimited(waitMs)
    return this.#messages.changing([conversationId], run)
  }
}

/** The users of these ids, each once. */
async function peopleOf({ store }: Change, userIds: readonly string[]): Promise<readonly UserRecord[]> {
  const users = await store.users.getMany([...new Set(userIds)])
  const missing = userIds.find((id) => !users.some((user) => user.userId === id))
  if (missing !== undefined) throw new RefusedError('not_found', `there is no user ${missing}`, 404)
  return users
}

async function membershipOf({ store }: Change, conversationId: string, userId: string): Promise<MemberRecord> {
  const me = await store.conversations.member(conversationId, userId)
  if (me === undefined) throw notMember()
  return me
}

async function rulerOf(change: Change, conversationId: string, userId: string): Promise<MemberRecord> {
  const me = await membershipOf(change, conversationId, userId)
  if (me.role === 'member') throw forbidden('only owners and admins may do this')
  return me
}

async function objectFor({ store }: Change, conversationId: string, userId: string): Promise<ConversationObject> {
  const view = await store.conversations.view(conversationId, userId)
  if (view === undefined) throw notMember()
  return conversationObject(view)
}

function notMember(): RefusedError {
  return new RefusedError('not_member', 'you are not a member of this group', 403)
}

function removed(members: readonly MemberRecord[]): Step {
  const leaving = members.map(({ userId }) => userId)
  return { event: { event: 'members_removed', members: members.map(personOf) }, effect: { leaving } }
}

function left(userId: string): Step {
  return { event: { event: 'left' }, effect: { leaving: [userId] } }
}

function promoted(member: MemberRecord, role: Role): Step {
  const { userId } = member
  return { event: { event: 'role_changed', member: personOf(member), role }, effect: { roles: [{ userId, role }] } }
}

function heirOf(members: readonly MemberRecord[]): MemberRecord | undefined {
  return members.find(({ role }) => role === 'admin') ?? members[0]
}

function outranks(mine: Role, theirs: Role): boolean {
  return (mine === 'owner' && theirs !== 'owner') || (mine === 'admin' && theirs === 'member')
}

function tooManyMembers(): RefusedError {
  return new RefusedError('too_many_members', `a group has at most ${MAX_MEMBERS} members`, 400)
}

function forbidden(reason: string): RefusedError {
  return new RefusedError('forbidden', reason, 403)
}

function personOf({ userId, name }: { readonly userId: string; readonly name: string }): Person {
  return { user_id: userId, name }
}
