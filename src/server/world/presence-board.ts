import type { Presence, PresenceState } from '@protocol/schemas/sync'
import type { PresenceChoice, SharedSession } from '../bus/node-bus'
import type { ServerStore } from '../store/server-store'
import { type Elsewhere, type ElsewhereChange, isOlder } from './elsewhere'
import { cleanLine } from './labels'
import { OwnPresence } from './own-presence'
import { isChosen, isLater, latestChoice } from './presence-choice'
import { RateLimit } from './rate-limit'
import type { Session, WorldContext } from './session'
import type { SessionRegistry } from './session-registry'

type KnownPresence = Presence & { readonly user_id: string }

/** How much a device says about its owner: somebody at one desk is there, whatever the other screens do. */
const RANK: readonly PresenceState[] = ['unavailable', 'away', 'busy', 'online']

/** What one session says of its owner. */
type Said = { readonly state: PresenceState; readonly choice?: PresenceChoice; readonly changes: number }
const SAID_NOTHING: Said = { state: 'online', changes: 0 }

/** Until a change that could not be told is tried again, ms. */
const AGAIN_MS = 1000

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
  readonly #said = new WeakMap<Session, Said>()
  /** Watched user → watching session. */
  readonly #watchers = new Map<string, Set<Session>>()
  readonly #watched = new WeakMap<Session, readonly string[]>()
  readonly #lastTold = new Map<string, string>()
  readonly #telling = new Map<string, Promise<void>>()
  readonly #rate: RateLimit
  /** Whose change is told later. */
  readonly #due = new Set<string>()
  readonly #own = new OwnPresence()

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
    const choice = latestChoice(this.#sessionsOf(session.userId))
    const isHeld = choice !== undefined && isChosen(choice.state)
    this.#said.set(session, { ...SAID_NOTHING, choice, ...(isHeld ? { state: choice.state } : {}) })
    this.#elsewhere.tell(this.#shared(session))
    if (!isHeld) this.#own.said(session, { state: 'online' })
    await this.#tell(session.userId)
  }

  async disconnected(session: Session): Promise<void> {
    this.#unwatch(session)
    try {
      if (this.#stateOf(session) !== 'unavailable') await this.#store.users.setLastSeen(session.userId, this.#context.now())
    } finally {
      // It has gone, whether or not that could be kept: no node asks again.
      this.#elsewhere.tellEnded(session)
      await this.#tell(session.userId)
    }
  }

  async set(session: Session, presence: Presence): Promise<void> {
    const { state } = presence
    const isForAll = isChosen(state) || isChosen(this.#stateOf(session))
    const { at = 0 } = latestChoice(this.#sessionsOf(session.userId)) ?? {}
    const change = isForAll ? { state, choice: { state, at: Math.max(this.#context.now(), at + 1) } } : { state }
    const meant = isForAll ? this.#sessions.of(session.userId) : [session]
    for (const each of meant) this.#say(each, change)
    // Where another device is more present nothing has changed for it.
    if (this.#stateOfUser(session.userId) === state) this.#own.said(session, { state })
    // Who hides was last seen when they did.
    if (presence.state === 'unavailable') await this.#store.users.setLastSeen(session.userId, this.#context.now())
    const status = presence.status === undefined ? undefined : cleanLine(presence.status)
    if (status !== undefined) {
      await this.#store.users.setProfile(session.userId, { status })
      this.#own.said(session, { status })
    }
    for (const each of meant) if (this.#sessions.has(each)) this.#elsewhere.tell(this.#shared(each))
    await this.#tell(session.userId)
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
    const items = users.map((user) => this.#presenceOf(user.userId, user.status, user.lastSeen))
    for (const item of items) this.#answered(session, item)
    return items
  }

  /**
   * Who is answered while a change is being told may have heard what the others have not yet, or still what they do not believe any
   * more: that of them all know the same is then no longer so, and what is told next is told to everybody.
   */
  #answered(session: Session, presence: KnownPresence): void {
    const { user_id: userId } = presence
    if (userId === session.userId) this.#own.learned(session, presence)
    const told = this.#lastTold.get(userId)
    if (told === undefined || told === wordOf(presence)) return
    this.#lastTold.delete(userId)
    // Nobody waits for it; it is tried again.
    void this.#tell(userId).catch(() => undefined)
  }

  /** The profile has changed by that session; `status`: its text too. */
  async changed(session: Session, { status }: { readonly status?: string }): Promise<void> {
    this.#say(session, {})
    if (status !== undefined) this.#own.said(session, { status })
    if (this.#sessions.has(session)) this.#elsewhere.tell(this.#shared(session))
    await this.#tell(session.userId)
  }

  #presenceOf(userId: string, status: string, lastSeen: number): KnownPresence {
    const state = this.#stateOfUser(userId)
    return { user_id: userId, state, status, last_seen: state === 'unavailable' ? lastSeen : this.#context.now() }
  }

  #stateOfUser(userId: string): PresenceState {
    const sessions = this.#sessionsOf(userId)
    const choice = latestChoice(sessions)
    // Who has not heard of the choice yet will.
    const states = sessions.map((session) => (choice !== undefined && isLater(choice, session.choice) ? choice.state : session.state))
    return states.reduce<PresenceState>((best, next) => (RANK.indexOf(next) > RANK.indexOf(best) ? next : best), 'unavailable')
  }

  /** Those of all nodes. */
  #sessionsOf(userId: string): readonly Pick<SharedSession, 'state' | 'choice'>[] {
    return [...this.#sessions.of(userId).map((session) => this.#saidBy(session)), ...this.#elsewhere.of(userId)]
  }

  #saidBy(session: Session): Said {
    return this.#said.get(session) ?? SAID_NOTHING
  }

  #stateOf(session: Session): PresenceState {
    return this.#saidBy(session).state
  }

  #say(session: Session, change: Partial<Said>): void {
    const before = this.#saidBy(session)
    this.#said.set(session, { ...before, ...change, changes: before.changes + 1 })
  }

  #shared(session: Session): SharedSession {
    const { sessionId, userId, deviceId, deviceName, appVersion, credential, connectedAt, lastSeen } = session
    const token = credential.kind === 'token' ? { tokenHash: credential.tokenHash } : {}
    return { sessionId, userId, deviceId, deviceName, appVersion, ...token, connectedAt, lastSeen, ...this.#saidBy(session) }
  }

  async #changedElsewhere({ userId, session, isOursToNote = false }: ElsewhereChange): Promise<void> {
    if (session !== undefined) this.#outlive(session)
    this.#takeOver(userId, latestChoice(this.#elsewhere.of(userId)))
    const isGone = this.#sessions.of(userId).length === 0 && this.#elsewhere.of(userId).length === 0
    if (isOursToNote && isGone) await this.#store.users.setLastSeen(userId, this.#context.now())
    await this.#tell(userId)
  }

  /**
   * A session that was let in after a later one of its device had come here: it was told of that before it was there itself, and ends
   * when it is told again (`Access`).
   */
  #outlive(older: SharedSession): void {
    for (const session of this.#sessions.of(older.userId)) {
      if (session.deviceId !== older.deviceId || !isOlder(older, session)) continue
      // A change, so that also a node to which this is lost hears of it: it asks for all sessions, and looks at those that changed.
      this.#say(session, {})
      this.#elsewhere.tell(this.#shared(session))
    }
  }

  /** What was chosen on another node holds here, and goes on to hold when those who chose it leave. */
  #takeOver(userId: string, choice: PresenceChoice | undefined): void {
    if (choice === undefined) return
    for (const session of this.#sessions.of(userId)) {
      if (!isLater(choice, this.#saidBy(session).choice)) continue
      this.#say(session, { state: choice.state, choice })
      this.#elsewhere.tell(this.#shared(session))
    }
  }

  /** Tells the sessions of this node of a change, if they can see it. One after the other, so that each tells what came before it too. */
  #tell(userId: string): Promise<void> {
    const before = this.#telling.get(userId) ?? Promise.resolve()
    const told = before
      .catch(() => undefined)
      .then(() => this.#tellNow(userId))
      .catch((error: unknown) => {
        // The store was away: who watches is told when it is back.
        this.#tellLater(userId, AGAIN_MS)
        throw error
      })
    this.#telling.set(userId, told)
    return told.finally(() => {
      if (this.#telling.get(userId) === told) this.#telling.delete(userId)
    })
  }

  async #tellNow(userId: string): Promise<void> {
    if (!this.#watchers.has(userId) && this.#sessions.of(userId).length === 0) return void this.#lastTold.delete(userId)
    const user = await this.#store.users.get(userId)
    if (user === undefined) return
    const presence = this.#presenceOf(userId, user.status, user.lastSeen)
    const told = wordOf(presence)
    const isNew = this.#lastTold.get(userId) !== told
    // A user's other devices show the same state as the one that said it.
    const unaware = this.#sessions.of(userId).filter((own) => !this.#own.knows(own, presence))
    if (isNew || unaware.length > 0) {
      const waitMs = this.#rate.take(userId, this.#context.now())
      if (waitMs > 0) return this.#tellLater(userId, waitMs)
    }
    this.#lastTold.set(userId, told)
    const event = pushOf(presence)
    if (isNew) for (const watcher of this.#watchers.get(userId) ?? []) if (watcher.userId !== userId) watcher.deliver(event)
    for (const own of unaware) own.deliver(event)
    for (const own of this.#sessions.of(userId)) this.#own.learned(own, presence)
  }

  /** Somebody who flickers is told of once in a while, as they are then. */
  #tellLater(userId: string, waitMs: number): void {
    if (this.#due.has(userId)) return
    this.#due.add(userId)
    this.#context.after(waitMs, () => {
      this.#due.delete(userId)
      // Nobody waits for it; it is tried again.
      void this.#tell(userId).catch(() => undefined)
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

/** What is compared with what was told. */
function wordOf({ state, status = '' }: Presence): string {
  return `${state}\n${status}`
}

function pushOf(data: KnownPresence): { readonly kind: 'push'; readonly type: 'presence'; readonly data: KnownPresence } {
  return { kind: 'push', type: 'presence', data }
}
