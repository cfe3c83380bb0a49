import type { UserId } from '@shared/ids'
import type { Presence } from '@shared/roster'
import { shownLine } from '@shared/shown-text'
import { MAX_PRESENCE_SUBSCRIPTION } from '../../kinds/kind/chat-requests'
import type { ChatSession } from '../../kinds/kind/chat-session'
import type { PresenceOf } from '../../kinds/kind/facts'
import type { Clock } from '../../lib/clock'
import { TimerSet } from '../../lib/timer-set'

/** Milliseconds over which wishes to follow people are gathered into one query. */
const GATHER_MS = 100

/** Milliseconds before the next try, where a server that has had too many does not say. */
const RETRY_MS = 1000

type PresenceDeps = {
  readonly clock: Clock
  readonly me: () => UserId
  readonly onChange: (presence: readonly Presence[]) => void
  /** What another device of mine has said. */
  readonly onOwn: (presence: PresenceOf) => void
}

/**
 * Who is there. People are subscribed, never polled (PROTOCOL 5); at most 1,000: those at hand, that is of the open
 * conversation and of the rows in view, of whom those that were asked for longest ago make room for others; where there
 * is room, the people of the most recent conversations.
 */
export class PresenceSync {
  readonly #deps: PresenceDeps
  readonly #timers: TimerSet
  /** At hand, in the order they were last asked for. */
  readonly #atHand = new Set<UserId>()
  /** Followed because there is room, the most recent first. */
  readonly #inRoom = new Set<UserId>()
  readonly #known = new Map<UserId, Presence>()
  #session: ChatSession | undefined

  constructor(deps: PresenceDeps) {
    this.#deps = deps
    this.#timers = new TimerSet(deps.clock)
  }

  /** Subscribes anew: a session starts with nothing. */
  online(session: ChatSession): void {
    this.#session = session
    if (this.#size > 0) void this.#subscribe()
  }

  offline(): void {
    this.#session = undefined
    this.#timers.clear()
  }

  close(): void {
    this.#session = undefined
    this.#timers.close()
  }

  /** Follows these people from now on, without waiting for what they do. */
  follow(userIds: Iterable<UserId>): void {
    if (this.#add(userIds)) this.#subscribeSoon()
  }

  /** Follows these people as long as nobody has to make room for them, the first ones first. */
  followIfRoom(userIds: Iterable<UserId>): void {
    let isNew = false
    for (const userId of userIds) {
      if (this.#size >= MAX_PRESENCE_SUBSCRIPTION) break
      if (userId === this.#deps.me() || this.#isFollowed(userId)) continue
      this.#inRoom.add(userId)
      isNew = true
    }
    if (isNew) this.#subscribeSoon()
  }

  /** Follows these people, who are at hand; what is known of them once the server has answered. */
  async subscribe(userIds: readonly UserId[]): Promise<readonly Presence[]> {
    if (this.#add(userIds)) await this.#subscribe()
    return userIds.flatMap((userId) => this.#known.get(userId) ?? [])
  }

  apply(pushed: PresenceOf): void {
    if (pushed.userId === this.#deps.me()) return this.#deps.onOwn(pushed)
    const presence = this.#keep(pushed)
    if (presence !== undefined) this.#deps.onChange([presence])
  }

  /** True when somebody is new, so that the server must hear of it. */
  #add(userIds: Iterable<UserId>): boolean {
    let isNew = false
    for (const userId of userIds) {
      if (userId === this.#deps.me()) continue
      isNew = !this.#isFollowed(userId) || isNew
      this.#inRoom.delete(userId)
      this.#atHand.delete(userId)
      this.#atHand.add(userId)
    }
    const leaving = [...[...this.#inRoom].reverse(), ...this.#atHand].slice(0, Math.max(0, this.#size - MAX_PRESENCE_SUBSCRIPTION))
    for (const userId of leaving) {
      this.#inRoom.delete(userId)
      this.#atHand.delete(userId)
      this.#known.delete(userId)
    }
    return isNew
  }

  get #size(): number {
    return this.#atHand.size + this.#inRoom.size
  }

  #isFollowed(userId: UserId): boolean {
    return this.#atHand.has(userId) || this.#inRoom.has(userId)
  }

  #subscribeSoon(): void {
    this.#timers.setOnce('subscribe', GATHER_MS, () => void this.#subscribe())
  }

  async #subscribe(): Promise<void> {
    const session = this.#session
    // While the server wants to be left alone, wishes gather: the next try says them all.
    if (session === undefined || !session.features.presence || this.#timers.has('retry')) return
    this.#timers.cancel('subscribe')
    const answer = await session.watchPresence([...this.#atHand, ...this.#inRoom])
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
    if (!this.#isFollowed(userId)) return undefined
    const presence = { userId, state, status: shownLine(status), lastSeen }
    this.#known.set(presence.userId, presence)
    return presence
  }
}
