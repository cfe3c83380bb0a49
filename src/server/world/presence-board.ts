import type { Presence, PresenceState } from '@protocol/schemas/sync'
import type { SharedSession } from '../bus/node-bus'
import type { ServerStore } from '../store/server-store'
import type { Elsewhere, ElsewhereChange } from './elsewhere'
import { cleanLine } from './labels'
import { RateLimit } from './rate-limit'
import type { Session, WorldContext } from './session'
import type { SessionRegistry } from './session-registry'

type KnownPresence = Presence & { readonly user_id: string }

/** How much a device says about its owner: somebody at one desk is there, whatever the other screens do. */
const RANK: readonly PresenceState[] = ['unavailable', 'away', 'busy', 'online']

/** What only a person says, and says of themselves: it holds for all their devices, until one of them takes it back. */
const isChosen = (state: PresenceState): boolean => state === 'busy' || state === 'unavailable'

/**
 * Who is there (PROTOCOL 5). A session is `online` until it says otherwise; a user's state is that of their most
 * present session, and what they chose on one device is so on every other. Only those who asked by
 * `presence.subscribe` hear of changes, and of somebody who flickers only so often, but always of the last one.
 *
 * Every node tells its own sessions, of changes that it makes and of those that others tell it of.
 */
export class PresenceBoard {
  readonly #store: ServerStore
  readonly #sessions: SessionRegistry
  readonly #elsewhere: Elsewhere
  readonly #context: WorldContext
  readonly #states = new WeakMap<Session, PresenceState>()
  /** Watched user → watching session. */
  readonly #watchers = new Map<string, Set<Session>>()
  readonly #watched = new WeakMap<Session, readonly string[]>()
  readonly #lastTold = new Map<string, string>()
  readonly #rate: RateLimit
  /** Whose change is told later, and the session that caused it last, if it was one of this node. */
  readonly #due = new Map<string, string | undefined>()

  constructor(options: {
    readonly store: ServerStore
    readonly sessions: SessionRegistry
    readonly elsewhere: Elsewhere
    readonly context: WorldContext
  }) {
    this.#store = options.store
    this.#sessions = options.sessions
    this.#elsewhere = options.elsewhere
    this.#context = options.context
    this.#rate = new RateLimit(options.context.limits.presence)
    this.#elsewhere.begin(() => this.#sessions.all().map((session) => this.#shared(session)))
    this.#elsewhere.watch((change) => void this.#changedElsewhere(change).catch(() => undefined))
  }

  async connected(session: Session): Promise<void> {
    const others = this.#sessions.of(session.userId).filter((other) => other !== session)
    const states = [...others.map((other) => this.#stateOf(other)), ...this.#elsewhere.of(session.userId).map(({ state }) => state)]
    const chosen = states.find(isChosen)
    this.#states.set(session, chosen ?? 'online')
    this.#elsewhere.tell(this.#shared(session))
    if (chosen === undefined) return this.#tell(session.userId, session.sessionId)
    const user = await this.#store.users.get(session.userId)
    if (user !== undefined) session.deliver(pushOf(this.#presenceOf(user.userId, user.status, user.lastSeen)))
  }

  async disconnected(session: Session): Promise<void> {
    this.#unwatch(session)
    if (this.#stateOf(session) !== 'unavailable') {
      await this.#store.users.setLastSeen(session.userId, this.#context.now())
    }
    this.#elsewhere.tellEnded(session)
    await this.#tell(session.userId, session.sessionId)
  }

  async set(session: Session, presence: Presence): Promise<void> {
    const isForAll = isChosen(presence.state) || isChosen(this.#stateOf(session))
    const meant = isForAll ? this.#sessions.of(session.userId) : [session]
    for (const each of meant) this.#states.set(each, presence.state)
    // Who hides was last seen when they did.
    if (presence.state === 'unavailable') await this.#store.users.setLastSeen(session.userId, this.#context.now())
    const status = presence.status === undefined ? undefined : cleanLine(presence.status)
    if (status !== undefined) await this.#store.users.setProfile(session.userId, { status })
    if (this.#sessions.has(session)) this.#elsewhere.tell(this.#shared(session), isForAll)
    await this.#tell(session.userId, session.sessionId)
  }

  /** Replaces what the session watches; the result is each one's state now. */
  async subscribe(session: Session, userIds: readonly string[]): Promise<readonly KnownPresence[]> {
    // It may have ended while what it had said before was worked on: nobody would ever take it off the list again.
    if (!this.#sessions.has(session)) return []
    this.#unwatch(session)
    this.#watched.set(session, userIds)
    for (const userId of userIds) {
      const watchers = this.#watchers.get(userId) ?? new Set()
      watchers.add(session)
      this.#watchers.set(userId, watchers)
    }
    const users = await this.#store.users.getMany(userIds)
    return users.map((user) => this.#presenceOf(user.userId, user.status, user.lastSeen))
  }

  /** The profile's text has changed. */
  async changed(session: Session): Promise<void> {
    if (this.#sessions.has(session)) this.#elsewhere.tell(this.#shared(session))
    await this.#tell(session.userId, session.sessionId)
  }

  #presenceOf(userId: string, status: string, lastSeen: number): KnownPresence {
    const here = this.#sessions.of(userId).map((session) => this.#stateOf(session))
    const states = [...here, ...this.#elsewhere.of(userId).map((session) => session.state)]
    const state = states.reduce<PresenceState>((best, next) => (RANK.indexOf(next) > RANK.indexOf(best) ? next : best), 'unavailable')
    return { user_id: userId, state, status, last_seen: state === 'unavailable' ? lastSeen : this.#context.now() }
  }

  #stateOf(session: Session): PresenceState {
    return this.#states.get(session) ?? 'online'
  }

  #shared(session: Session): SharedSession {
    const { sessionId, userId, deviceId, deviceName, appVersion, credential, connectedAt, lastSeen } = session
    const token = credential.kind === 'token' ? { tokenHash: credential.tokenHash } : {}
    return { sessionId, userId, deviceId, deviceName, appVersion, ...token, connectedAt, lastSeen, state: this.#stateOf(session) }
  }

  async #changedElsewhere({ userId, chosen, isOursToNote = false }: ElsewhereChange): Promise<void> {
    if (chosen !== undefined) for (const session of this.#sessions.of(userId)) this.#states.set(session, chosen)
    const isGone = this.#sessions.of(userId).length === 0 && this.#elsewhere.of(userId).length === 0
    if (isOursToNote && isGone) await this.#store.users.setLastSeen(userId, this.#context.now())
    await this.#tell(userId)
  }

  /** Tells the sessions of this node of a change, if they can see it; not the one that made it. */
  async #tell(userId: string, except?: string): Promise<void> {
    if (!this.#watchers.has(userId) && this.#sessions.of(userId).length === 0) return void this.#lastTold.delete(userId)
    const user = await this.#store.users.get(userId)
    if (user === undefined) return
    const presence = this.#presenceOf(userId, user.status, user.lastSeen)
    const told = `${presence.state}\n${presence.status ?? ''}`
    if (this.#lastTold.get(userId) === told) return
    const waitMs = this.#rate.take(userId, this.#context.now())
    if (waitMs > 0) return this.#tellLater(userId, except, waitMs)
    this.#lastTold.set(userId, told)
    const event = pushOf(presence)
    for (const watcher of this.#watchers.get(userId) ?? []) if (watcher.userId !== userId) watcher.deliver(event)
    // A user's other devices show the same state as this one.
    for (const own of this.#sessions.of(userId)) if (own.sessionId !== except) own.deliver(event)
  }

  /** Somebody who flickers is told of once in a while, as they are then. */
  #tellLater(userId: string, except: string | undefined, waitMs: number): void {
    const isDue = this.#due.has(userId)
    this.#due.set(userId, except)
    if (isDue) return
    this.#context.after(waitMs, () => {
      const latest = this.#due.get(userId)
      this.#due.delete(userId)
      // Nobody waits for it; the next change tells it again.
      void this.#tell(userId, latest).catch(() => undefined)
    })
  }

  #unwatch(session: Session): void {
    for (const userId of this.#watched.get(session) ?? []) {
      const watchers = this.#watchers.get(userId)
      watchers?.delete(session)
      if (watchers?.size === 0) this.#watchers.delete(userId)
    }
    this.#watched.delete(session)
  }
}

function pushOf(data: KnownPresence): { readonly kind: 'push'; readonly type: 'presence'; readonly data: KnownPresence } {
  return { kind: 'push', type: 'presence', data }
}
