import type { ConversationId, UserId } from '@shared/ids'
import type { Presence } from '@shared/roster'
import { shownLine } from '@shared/shown-text'
import { MAX_PRESENCE_SUBSCRIPTION } from '../../kinds/kind/chat-requests'
import type { ChatSession } from '../../kinds/kind/chat-session'
import type { PresenceOf } from '../../kinds/kind/facts'
import type { Clock } from '../../lib/clock'
import { TimerSet } from '../../lib/timer-set'
import type { Changes } from '../../store/changes'
import { followedPeople } from './followed-people'

/** Milliseconds over which wishes to follow people are gathered into one query. */
const GATHER_MS = 100

/** Milliseconds before the next try, where a server that has had too many does not say. */
const RETRY_MS = 1000

type PresenceDeps = {
  readonly clock: Clock
  readonly me: () => UserId
  /** The people of a conversation as far as they are known: the peer, or a group's members. */
  readonly peopleOf: (conversationId: ConversationId) => readonly UserId[]
  /** The other one of a conversation of two. */
  readonly peerOf: (conversationId: ConversationId) => UserId | undefined
  /** The peers of the most recent conversations, the last one first. */
  readonly recentPeers: (limit: number) => readonly UserId[]
  readonly onChange: (presence: readonly Presence[]) => void
  /** What another device of mine has said. */
  readonly onOwn: (presence: PresenceOf) => void
}

/**
 * Who is there. People are subscribed, never polled (PROTOCOL 5). Whose presence is followed is decided here and nowhere
 * else: of what the window says is on screen, and of what the store has (`followed-people`).
 */
export class PresenceSync {
  readonly #deps: PresenceDeps
  readonly #timers: TimerSet
  #inView: readonly UserId[] = []
  #open: ConversationId | undefined
  #ofOpen: readonly UserId[] = []
  /** The last one last. */
  readonly #before = new Set<UserId>()
  readonly #recent = new Set<UserId>()
  #followed: ReadonlySet<UserId> = new Set()
  readonly #known = new Map<UserId, Presence>()
  #session: ChatSession | undefined

  constructor(deps: PresenceDeps) {
    this.#deps = deps
    this.#timers = new TimerSet(deps.clock)
  }

  /** Subscribes anew: a session starts with nothing. */
  online(session: ChatSession): void {
    this.#session = session
    this.#recent.clear()
    for (const userId of this.#deps.recentPeers(MAX_PRESENCE_SUBSCRIPTION)) this.#recent.add(userId)
    this.#choose()
    if (this.#followed.size > 0) void this.#subscribe()
  }

  offline(): void {
    this.#session = undefined
    this.#timers.clear()
  }

  close(): void {
    this.#session = undefined
    this.#timers.close()
  }

  /** The conversation that is open. */
  focus(conversationId: ConversationId | undefined): void {
    this.#open = conversationId
    this.#remember(this.#ofOpen)
    this.#ofOpen = conversationId === undefined ? [] : this.#deps.peopleOf(conversationId)
    this.#show(this.#ofOpen)
  }

  /** Everybody who is in view now. */
  inView(userIds: readonly UserId[]): void {
    this.#remember(this.#inView)
    this.#inView = userIds
    this.#show(userIds)
  }

  /** A transaction changed these: new conversations have people, and of the open group others may be members now. */
  committed({ conversations, members }: Pick<Changes, 'conversations' | 'members'>): void {
    if (this.#open !== undefined && members.has(this.#open)) this.focus(this.#open)
    if (this.#followed.size >= MAX_PRESENCE_SUBSCRIPTION) return
    const before = this.#recent.size
    for (const conversationId of conversations) {
      const peer = this.#deps.peerOf(conversationId)
      if (peer !== undefined && this.#recent.size < MAX_PRESENCE_SUBSCRIPTION) this.#recent.add(peer)
    }
    if (this.#recent.size > before) this.#choose()
  }

  apply(pushed: PresenceOf): void {
    if (pushed.userId === this.#deps.me()) return this.#deps.onOwn(pushed)
    const presence = this.#keep(pushed)
    if (presence !== undefined) this.#deps.onChange([presence])
  }

  /** Who was at hand a moment ago is followed while there is room: whoever scrolls back sees them at once. */
  #remember(userIds: readonly UserId[]): void {
    for (const userId of userIds) {
      this.#before.delete(userId)
      this.#before.add(userId)
    }
    for (const userId of this.#before) {
      if (this.#before.size <= MAX_PRESENCE_SUBSCRIPTION) return
      this.#before.delete(userId)
    }
  }

  /** What is known of them is told at once: the window may have been loaded anew. */
  #show(userIds: readonly UserId[]): void {
    this.#choose()
    const known = userIds.flatMap((userId) => this.#known.get(userId) ?? [])
    if (known.length > 0) this.#deps.onChange(known)
  }

  /** The server hears of it when somebody is new. */
  #choose(): void {
    const people = { inView: this.#inView, ofOpen: this.#ofOpen, before: [...this.#before].reverse(), recent: this.#recent }
    const followed = followedPeople(people, this.#deps.me())
    const isNew = [...followed].some((userId) => !this.#followed.has(userId))
    this.#followed = followed
    for (const userId of this.#known.keys()) if (!followed.has(userId)) this.#known.delete(userId)
    if (isNew) this.#timers.setOnce('subscribe', GATHER_MS, () => void this.#subscribe())
  }

  async #subscribe(): Promise<void> {
    const session = this.#session
    // While the server wants to be left alone, wishes gather: the next try says them all.
    if (session === undefined || !session.features.presence || this.#timers.has('retry')) return
    this.#timers.cancel('subscribe')
    const answer = await session.watchPresence([...this.#followed])
    if (this.#session !== session) return
    if (!answer.ok) {
      const { code, retryAfterMs = RETRY_MS } = answer.error
      if (code === 'rate_limited') this.#timers.set('retry', retryAfterMs, () => void this.#subscribe())
      return
    }
    const presence = answer.value.flatMap((item) => this.#keep(item) ?? [])
    if (presence.length > 0) this.#deps.onChange(presence)
  }

  /** Nothing of somebody who is not followed: what a server sends without being asked is not kept. */
  #keep({ userId, state, status = '', lastSeen = 0 }: PresenceOf): Presence | undefined {
    if (!this.#followed.has(userId)) return undefined
    const presence = { userId, state, status: shownLine(status), lastSeen }
    this.#known.set(userId, presence)
    return presence
  }
}
