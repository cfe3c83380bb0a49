import type { ConversationId } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import type { GroupMember, Person } from '@shared/roster'
import type { Clock } from '../../lib/clock'
import { shownPerson } from '../../store/roster-table'
import type { Store } from '../../store/store'
import type { Changes } from '../../store/changes'
import type { HeadClaim } from '../../store/changes'
import type { Inbox } from '../intake/inbox'
import type { Receipts } from '../signals/receipts'
import type { ChatRequests } from '../../kinds/kind/chat-requests'
import type { ChatConversation, ChatMember } from '../../kinds/kind/facts'
import type { StoreWriter } from '../../store/store-writer'
import { TimerSet } from '../../lib/timer-set'
import { groupOf, peerOf } from '@shared/conversation-id'
import type { Me } from '../writing/own-message'

/** Milliseconds over which events of a group are gathered before its members are read again. */
const MEMBERS_MS = 500
/** People of the directory that one search shows. */
const DIRECTORY_LIMIT = 50
/** Members of one group that are kept, however many the server names. */
const MAX_MEMBERS = 10_000

type RosterDeps = {
  readonly store: Store
  readonly writer: StoreWriter
  readonly inbox: Inbox
  readonly receipts: Receipts
  readonly api: ChatRequests
  readonly clock: Clock
  readonly me: () => Me
}

/** Conversation objects, members of groups, people of the directory: the server's facts become rows (PROTOCOL 6). */
export class RosterSync {
  readonly #deps: RosterDeps
  readonly #timers: TimerSet
  #isOnline = false

  constructor(deps: RosterDeps) {
    this.#deps = deps
    this.#timers = new TimerSet(deps.clock)
  }

  online(): void {
    this.#isOnline = true
  }

  offline(): void {
    this.#isOnline = false
    this.#timers.clear()
  }

  close(): void {
    this.#isOnline = false
    this.#timers.close()
  }

  /**
   * Part of a transaction: a conversation as the server has it now. A push that moves the head makes a live gap; the
   * list at log-in (`isListed`) leaves it to the caller to fetch the newest page.
   */
  applyConversation(said: ChatConversation, changes: Changes, isListed = false): void {
    const { store, inbox, receipts, me } = this.#deps
    const { conversationId, title, avatar } = said
    const peerId = peerOf(conversationId, me().userId)
    const isBelieved = inbox.isBelievable(conversationId, said.lastSeq)
    const head = isBelieved ? said.lastSeq : store.conversations.lastSeq(conversationId)
    // Nobody can have read or received more than there is.
    const upToHead = (seq: number | undefined): number | undefined => (seq === undefined ? undefined : Math.min(seq, head))
    store.conversations.upsert({
      conversationId,
      kind: said.kind,
      title,
      avatar,
      notice: said.notice,
      peerId,
      membersCount: said.membersCount,
      lastSeq: isListed ? head : undefined,
      peerReadSeq: upToHead(said.peerReadSeq),
      peerDeliveredSeq: upToHead(said.peerDeliveredSeq),
      updatedAt: said.updatedAt,
      mutedUntil: said.mutedUntil,
    })
    store.conversations.setMembership(conversationId, false, head)
    changes.conversations.add(conversationId)
    if (peerId !== undefined && peerId !== me().userId) this.#learn({ userId: peerId, name: title, avatar })
    if (!isBelieved) return changes.noteClaim(conversationId, this.#claimOf(said))
    if (said.lastMessage !== undefined) inbox.apply([said.lastMessage], changes)
    inbox.raiseHead(conversationId, head, changes)
    receipts.applyOwnRead(conversationId, Math.min(said.readSeq, head), changes)
  }

  /** What was said of a conversation is applied once its head is believed; when another one is, without its marks. */
  #claimOf({ lastMessage: _unproven, ...said }: ChatConversation): HeadClaim {
    const confirm: HeadClaim['confirm'] = (changes, head) => {
      const marks = head < said.lastSeq ? { lastSeq: head, readSeq: 0, peerReadSeq: 0, peerDeliveredSeq: 0 } : {}
      this.applyConversation({ ...said, ...marks }, changes, true)
    }
    return { seq: said.lastSeq, confirm }
  }

  /** Part of a transaction: I am no member of this group any more, as of `seq` (`ConversationsTable.setMembership`). */
  applyLeft(conversationId: ConversationId, seq: number, changes: Changes): void {
    const { inbox, store } = this.#deps
    const { conversations } = store
    // A word from too far away is as new as the newest that was heard.
    const heard = inbox.isBelievable(conversationId, seq) ? seq : conversations.membershipSeq(conversationId)
    if (!conversations.has(conversationId) || !conversations.setMembership(conversationId, true, heard)) return
    changes.conversations.add(conversationId)
  }

  /** Somebody came, left or got another role: the members are read again if anybody has looked at them before. */
  noteGroupEvent(conversationId: ConversationId): void {
    if (!this.#isOnline || this.#deps.store.roster.members(conversationId).length === 0) return
    this.#timers.setOnce(conversationId, MEMBERS_MS, () => void this.#fetchMembers(conversationId))
  }

  /** What is known, at once, and read again behind it; without anything known, what the server says. */
  async members(conversationId: ConversationId): Promise<readonly GroupMember[]> {
    const { store } = this.#deps
    const known = store.roster.members(conversationId)
    const isReadable = this.#isOnline && groupOf(conversationId) !== undefined && !store.conversations.hasLeft(conversationId)
    if (known.length > 0) {
      if (isReadable) this.#timers.setOnce(conversationId, 0, () => void this.#fetchMembers(conversationId))
      return known
    }
    if (isReadable) await this.#fetchMembers(conversationId)
    return store.roster.members(conversationId)
  }

  /** People who are known here, then those that only the directory knows. */
  async searchPeople(text: string): Promise<readonly Person[]> {
    const { store, writer, api, me } = this.#deps
    const known = store.roster.searchPeople(text)
    const found = this.#isOnline ? await api.people(text, DIRECTORY_LIMIT) : ok([])
    const people = found.ok ? found.value.slice(0, DIRECTORY_LIMIT).filter(({ userId }) => userId !== me().userId) : []
    if (this.#timers.isClosed) return known
    if (people.length > 0) writer.owe('found people', () => store.roster.upsertPeople(people))
    const ids = new Set(people.map(({ userId }) => userId))
    return [...known.filter(({ userId }) => !ids.has(userId)), ...people.map(shownPerson)]
  }

  /** The result of a change to a group, applied. */
  async change(request: Promise<Result<ChatConversation>>): Promise<Result<ConversationId>> {
    const changed = await request
    if (!changed.ok) return changed
    if (this.#timers.isClosed) return failed('cancelled')
    const { conversationId } = changed.value
    const stored = this.#deps.writer.commit((changes) => {
      this.applyConversation(changed.value, changes)
      changes.groupEvents.add(conversationId)
    })
    return stored.ok ? ok(conversationId) : stored
  }

  /** The user takes themselves out of a group. */
  async leave(conversationId: ConversationId): Promise<Result<void>> {
    const { store, writer, api } = this.#deps
    const groupId = groupOf(conversationId)
    if (groupId === undefined) return failed('not_a_group')
    const asked = store.conversations.membershipSeq(conversationId)
    const left = await api.leaveGroup(groupId)
    if (!left.ok) return left
    if (this.#timers.isClosed) return failed('cancelled')
    return writer.commit((changes) => this.applyLeft(conversationId, left.value ?? asked, changes))
  }

  /** Marks that are absurdly far ahead of what there is are none (PROTOCOL 7.7). */
  #memberOf(member: ChatMember, conversationId: ConversationId): Omit<GroupMember, 'conversationId'> {
    const { inbox } = this.#deps
    const near = (seq: number): number => (inbox.isBelievable(conversationId, seq) ? seq : 0)
    return { ...member, readSeq: near(member.readSeq), deliveredSeq: near(member.deliveredSeq) }
  }

  /** Keeps a name, and the status text that is known already. */
  #learn(seen: Omit<Person, 'status'>): void {
    const { roster } = this.#deps.store
    const known = roster.person(seen.userId)
    if (known?.name === seen.name && known.avatar === seen.avatar) return
    roster.upsertPeople([{ ...seen, status: known?.status ?? '' }])
  }

  async #fetchMembers(conversationId: ConversationId): Promise<void> {
    const { store, writer, api } = this.#deps
    const answer = await api.members(conversationId)
    if (!answer.ok || this.#timers.isClosed) return
    const named = answer.value.slice(0, MAX_MEMBERS)
    writer.owe(`members ${conversationId}`, (changes) => {
      store.roster.setMembers(
        conversationId,
        named.map((member) => this.#memberOf(member, conversationId)),
      )
      for (const { userId, name, avatar } of named) this.#learn({ userId, name, avatar })
      changes.members.add(conversationId)
    })
  }
}
