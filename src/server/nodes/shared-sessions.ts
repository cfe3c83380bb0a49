import type { NodeNews, SharedSession } from '../bus/node-bus'
import type { ServerClock } from '../clock'
import { type Elsewhere, type ElsewhereChange, type ForeignSession, isOlder } from '../world/elsewhere'
import { nameOf } from './node-id'

/** Sessions of one piece of news: some 100 KiB, where a bus takes 1 MiB. */
const PART = 400
/** Milliseconds between two answers to nodes that ask, and between two questions to one. */
const PAUSE_MS = 1000

/** What is known of one node. */
type Known = {
  readonly sessions: Map<string, ForeignSession>
  /** What it tells of all its sessions, part after part. */
  coming: Map<string, ForeignSession> | undefined
  nextPart: number
  /**
   * As far as it has counted in what was heard of it. What comes after that, and was told before, is old or has come already: whatever
   * it was, the count had a hole then, and all of the node's sessions are asked for.
   */
  count: number
  /** Nothing has been lost since. */
  isWhole: boolean
  askedAt: number
}

/**
 * The sessions of all nodes, known to all of them. Each tells of its own as they come, change and go; whoever has missed
 * something, or has just come, asks for all of them.
 *
 * ```
 *   unknown ── who? ─▶ asked ── sessions, part 0 … last ─▶ whole ── a hole in its count ─▶ unknown
 * ```
 */
export class SharedSessions implements Elsewhere {
  readonly node: string
  readonly #id: string
  readonly #clock: ServerClock
  readonly #publish: (news: NodeNews) => void
  readonly #known = new Map<string, Known>()
  readonly #byUser = new Map<string, Map<string, ForeignSession>>()
  readonly #watchers = new Set<(change: ElsewhereChange) => void>()
  #own: () => readonly SharedSession[] = () => []
  #toldAllAt = -Infinity
  #cancel: (() => void) | undefined

  /** @param options.node this node's id */
  constructor(options: { readonly node: string; readonly clock: ServerClock; readonly publish: (news: NodeNews) => void }) {
    this.node = nameOf(options.node)
    this.#id = options.node
    this.#clock = options.clock
    this.#publish = options.publish
  }

  of(userId: string): readonly ForeignSession[] {
    return [...(this.#byUser.get(userId)?.values() ?? [])]
  }

  userIds(): readonly string[] {
    return [...this.#byUser.keys()]
  }

  begin(own: () => readonly SharedSession[]): void {
    this.#own = own
  }

  watch(watcher: (change: ElsewhereChange) => void): () => void {
    this.#watchers.add(watcher)
    return () => void this.#watchers.delete(watcher)
  }

  tell(session: SharedSession): void {
    this.#dropOlder(session)
    this.#publish({ kind: 'session', session })
  }

  tellEnded({ userId, sessionId }: Pick<SharedSession, 'userId' | 'sessionId'>): void {
    this.#publish({ kind: 'session_ended', userId, sessionId })
  }

  /** @param count which of its news it is */
  hear(from: string, news: NodeNews, count: number): void {
    const known = this.#knownOf(from)
    if (news.kind === 'who' && news.of === this.#id) this.#answer()
    if (count > known.count) {
      known.count = count
      if (news.kind === 'session') this.#hearOne(from, known, news.session)
      else if (news.kind === 'session_ended') this.#drop(known, news.userId, news.sessionId)
      else if (news.kind === 'sessions') this.#hearAll(from, known, news)
    }
    if (!known.isWhole) this.#ask(from, known)
  }

  /** Something of that node, or of any, may have been lost. */
  doubt(node?: string): void {
    for (const [id, known] of this.#known) {
      if (node !== undefined && node !== id) continue
      known.isWhole = false
      this.#ask(id, known)
    }
  }

  /** @param isOursToNote of those that are left this node notes when its people were seen last */
  gone(node: string, isOursToNote: boolean): void {
    const known = this.#known.get(node)
    this.#known.delete(node)
    const userIds = new Set([...(known?.sessions.values() ?? [])].map(({ userId }) => userId))
    for (const { userId, sessionId } of known?.sessions.values() ?? []) this.#forget(userId, sessionId)
    for (const userId of userIds) this.#emit({ userId, isOursToNote })
  }

  /** Twice is harmless. */
  close(): void {
    this.#cancel?.()
    this.#watchers.clear()
  }

  #knownOf(node: string): Known {
    let known = this.#known.get(node)
    if (known === undefined) {
      known = { sessions: new Map(), coming: undefined, nextPart: 0, count: 0, isWhole: false, askedAt: -Infinity }
      this.#known.set(node, known)
    }
    return known
  }

  #ask(node: string, known: Known): void {
    const now = this.#clock.now()
    if (now - known.askedAt < PAUSE_MS) return
    known.askedAt = now
    this.#publish({ kind: 'who', of: node })
  }

  /** One answer is for all who have asked by then. */
  #answer(): void {
    if (this.#cancel !== undefined) return
    const waitMs = this.#toldAllAt + PAUSE_MS - this.#clock.now()
    if (waitMs <= 0) return this.#tellAll()
    this.#cancel = this.#clock.after(waitMs, () => {
      this.#cancel = undefined
      this.#tellAll()
    })
  }

  #tellAll(): void {
    this.#toldAllAt = this.#clock.now()
    const own = this.#own()
    const parts = Math.max(1, Math.ceil(own.length / PART))
    for (let part = 0; part < parts; part++) {
      const sessions = own.slice(part * PART, (part + 1) * PART)
      this.#publish({ kind: 'sessions', part, isLast: part === parts - 1, sessions })
    }
  }

  #hearOne(from: string, known: Known, session: SharedSession): void {
    const foreign = { ...session, node: nameOf(from) }
    this.#put(known, foreign)
    this.#dropOlder(session)
    this.#emit({ userId: session.userId, session: foreign })
  }

  #hearAll(from: string, known: Known, { part, isLast, sessions }: Extract<NodeNews, { kind: 'sessions' }>): void {
    if (part === 0) known.coming = new Map()
    else if (part !== known.nextPart) known.coming = undefined
    const { coming } = known
    if (coming === undefined) return
    known.nextPart = part + 1
    for (const session of sessions) coming.set(session.sessionId, { ...session, node: nameOf(from) })
    if (!isLast) return
    known.coming = undefined
    known.isWhole = true
    for (const { userId, sessionId } of [...known.sessions.values()]) if (!coming.has(sessionId)) this.#drop(known, userId, sessionId)
    for (const session of coming.values()) {
      const before = known.sessions.get(session.sessionId)
      this.#put(known, session)
      if (before?.changes !== session.changes) this.#emit({ userId: session.userId, session })
    }
  }

  #put(known: Known, session: ForeignSession): void {
    const { userId, sessionId } = session
    known.sessions.set(sessionId, session)
    const sessions = this.#byUser.get(userId) ?? new Map<string, ForeignSession>()
    sessions.set(sessionId, session)
    this.#byUser.set(userId, sessions)
  }

  #drop(known: Known, userId: string, sessionId: string): void {
    if (known.sessions.delete(sessionId)) this.#forget(userId, sessionId)
    this.#emit({ userId })
  }

  #forget(userId: string, sessionId: string): void {
    const sessions = this.#byUser.get(userId)
    sessions?.delete(sessionId)
    if (sessions?.size === 0) this.#byUser.delete(userId)
  }

  /** A device that has come anew is on its way out where it was before. */
  #dropOlder(session: SharedSession): void {
    for (const other of this.of(session.userId)) {
      if (other.deviceId !== session.deviceId || !isOlder(other, session)) continue
      this.#forget(other.userId, other.sessionId)
      for (const known of this.#known.values()) known.sessions.delete(other.sessionId)
    }
  }

  #emit(change: ElsewhereChange): void {
    for (const watcher of [...this.#watchers]) watcher(change)
  }
}
