import type { Bus, BusEvent, SessionEvent } from '../bus/bus'
import type { Session } from './session'

/** The sessions of this node, and the end of the bus that reaches them. */
export class SessionRegistry {
  readonly #byUser = new Map<string, Set<Session>>()
  readonly #watchers = new Set<(session: Session) => void>()
  readonly #stopListening: () => void

  constructor(bus: Bus) {
    this.#stopListening = bus.subscribe((event) => this.#deliver(event))
  }

  add(session: Session): void {
    const sessions = this.#byUser.get(session.userId) ?? new Set()
    sessions.add(session)
    this.#byUser.set(session.userId, sessions)
    for (const watcher of this.#watchers) watcher(session)
  }

  /** Tells of every session that comes. Returns the function that stops it. */
  watch(watcher: (session: Session) => void): () => void {
    this.#watchers.add(watcher)
    return () => void this.#watchers.delete(watcher)
  }

  /** Everybody who is connected. */
  userIds(): readonly string[] {
    return [...this.#byUser.keys()]
  }

  /** True if it was there. */
  remove(session: Session): boolean {
    const sessions = this.#byUser.get(session.userId)
    if (sessions?.delete(session) !== true) return false
    if (sessions.size === 0) this.#byUser.delete(session.userId)
    return true
  }

  of(userId: string): readonly Session[] {
    return [...(this.#byUser.get(userId) ?? [])]
  }

  has(session: Session): boolean {
    return this.#byUser.get(session.userId)?.has(session) === true
  }

  all(): readonly Session[] {
    return [...this.#byUser.values()].flatMap((sessions) => [...sessions])
  }

  close(): void {
    this.#stopListening()
  }

  #deliver({ to, except, event }: BusEvent): void {
    for (const userId of to) {
      for (const session of this.#byUser.get(userId) ?? []) {
        if (session.sessionId === except) continue
        if (event.kind !== 'close') session.deliver(event)
        else if (isMeant(session, event)) session.close(event.code, event.reason, undefined, event.deviceName)
      }
    }
  }
}

function isMeant(session: Session, event: Extract<SessionEvent, { kind: 'close' }>): boolean {
  const { sessionId = session.sessionId, tokenHash } = event
  if (sessionId !== session.sessionId) return false
  return tokenHash === undefined || (session.credential.kind === 'token' && session.credential.tokenHash === tokenHash)
}
