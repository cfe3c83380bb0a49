import type { ConversationObject, LeftGroup, Member } from '@protocol/schemas/roster'
import { isQueryMethod, type Presence, queryParamsSchemas, type Signal } from '@protocol/schemas/sync'
import type { Envelope } from '@protocol/schemas/chat'
import type { Bus } from '../bus/bus'
import type { ToldMark } from '../bus/node-bus'
import { type Deliveries, LocalDeliveries } from '../nodes/deliveries'
import type { ServerStore, UserRecord } from '../store/server-store'
import { Access, SIGNED_IN_AGAIN } from './access'
import { checkAvatar } from './avatars'
import { type Elsewhere, NOBODY_ELSEWHERE } from './elsewhere'
import { ConversationNews } from './conversation-news'
import { Groups } from './groups'
import { checkLabel, checkLine } from './labels'
import { Messages } from './messages'
import { PresenceBoard } from './presence-board'
import { RateLimit } from './rate-limit'
import { read } from './read'
import { Receipts } from './receipts'
import { rateLimited, RefusedError, type Session, type WorldContext } from './session'
import { SessionRegistry } from './session-registry'
import { SignalPacer } from './signal-pacer'
import { conversationObject, leftGroup, memberObject, messageEnvelope } from './wire'

/** What setting a name costs, in queries: everybody who knows its owner is told. */
const PROFILE_COST = 10

/** Bytes of the messages of one answer, about: whoever wants more asks on from where it ends. */
const MAX_HISTORY_BYTES = 4 * 1024 * 1024

/**
 * The office itself: who is connected, what is said, who has read it. It knows neither sockets nor clocks; the gateway
 * and HTTP speak for people, the store remembers, the bus reaches the sessions of every node.
 */
export class World {
  /** The sessions of this node, and those of others. */
  readonly sessions: SessionRegistry
  readonly elsewhere: Elsewhere
  readonly messages: Messages
  readonly groups: Groups
  readonly receipts: Receipts
  readonly presence: PresenceBoard
  readonly access: Access
  readonly #store: ServerStore
  readonly #news: ConversationNews
  readonly #signals: SignalPacer
  readonly #queries: RateLimit
  readonly #searches: RateLimit
  readonly #context: WorldContext
  readonly #deliveries: Deliveries
  /** Sessions whose conversations are followed. */
  readonly #arrived = new WeakSet<Session>()

  constructor(options: {
    readonly store: ServerStore
    readonly bus: Bus
    readonly context: WorldContext
    /** Absent: nobody else appends to the store. */
    readonly deliveries?: Deliveries
    /** Absent: this is the only node. */
    readonly elsewhere?: Elsewhere
    /** Tells sessions of all nodes of marks, which are gathered then. Absent: each is stored and told at once. */
    readonly tellMarks?: (marks: readonly ToldMark[]) => void
  }) {
    const { store, bus, context, deliveries = new LocalDeliveries(bus), elsewhere = NOBODY_ELSEWHERE } = options
    this.elsewhere = elsewhere
    this.#deliveries = deliveries
    this.#store = store
    this.#context = context
    this.#news = new ConversationNews(store, bus, context)
    this.#queries = new RateLimit(context.limits.queries)
    this.#searches = new RateLimit(context.limits.searches)
    this.sessions = new SessionRegistry(bus)
    const { sessions } = this
    this.access = new Access({ store, bus, sessions, elsewhere, context })
    this.messages = new Messages({ store, deliveries, news: this.#news, context })
    this.groups = new Groups({ messages: this.messages, news: this.#news, context })
    this.receipts = new Receipts(store, bus, context, options.tellMarks)
    this.presence = new PresenceBoard({ store, sessions, elsewhere, context })
    this.#signals = new SignalPacer({
      context,
      isHere: (session) => this.sessions.has(session),
      work: (session, signal) => this.#onSignal(session, signal),
    })
  }

  /**
   * Before a session is told that it is accepted: what it does not find by asking then, it will be told. `undefined`: that
   * is so already.
   */
  arrive(session: Session): Promise<void> | undefined {
    if (this.#arrived.has(session)) return undefined
    this.#arrived.add(session)
    return this.#deliveries.arrive(session.userId)
  }

  /** A session has authenticated. An older one of the same device is told `kicked` and ended (PROTOCOL 3). */
  async connect(session: Session): Promise<void> {
    const arriving = this.arrive(session)
    if (arriving !== undefined) await arriving
    // Those on other nodes end by the news of this one, which says since when it is there (`Access`): told without that, it may
    // come when the device is back where it was.
    const ofDevice = this.sessions.of(session.userId).filter(({ deviceId }) => deviceId === session.deviceId)
    // It was looked at for so long that its device has come again meanwhile, by another link.
    const { linkNumber = Infinity } = session
    if (ofDevice.some((other) => (other.linkNumber ?? 0) > linkNumber)) return session.close('kicked', SIGNED_IN_AGAIN)
    for (const other of ofDevice) other.close('kicked', SIGNED_IN_AGAIN)
    this.sessions.add(session)
    // What was revoked between its look at the token and this line has not found it.
    await this.access.check(session)
    if (!this.sessions.has(session)) return
    await this.access.replaced(session)
    // It may have gone meanwhile, which others have been told: that it has come would make it stay with them for good.
    if (this.sessions.has(session)) await this.presence.connected(session)
  }

  /**
   * From now on the bus tells of what is said where that user is, also while they are not connected; without it a node hears only of
   * what is for people who are. Returns the function that ends it.
   */
  async follow(userId: string): Promise<() => void> {
    const stop = (): void => this.#deliveries.depart(userId)
    try {
      await this.#deliveries.arrive(userId)
      return stop
    } catch (error) {
      stop()
      throw error
    }
  }

  /** How many connections the user has, on all nodes, those of that device not counted. */
  connectionsBeside(userId: string, deviceId: string | undefined): number {
    return [...this.sessions.of(userId), ...this.elsewhere.of(userId)].filter((session) => session.deviceId !== deviceId).length
  }

  async disconnect(session: Session): Promise<void> {
    if (this.#arrived.delete(session)) this.#deliveries.depart(session.userId)
    if (this.sessions.remove(session)) await this.presence.disconnected(session)
  }

  /** What comes faster than the session's rate waits, and of a kind only the latest. */
  async signal(session: Session, signal: Signal): Promise<void> {
    await this.#signals.take(session, signal)
  }

  async #onSignal(session: Session, signal: Signal): Promise<void> {
    switch (signal.type) {
      case 'delivered':
      case 'read':
        return this.receipts.mark(session, signal.type, signal.data)
      case 'typing':
        return this.receipts.typing(session, signal.data.conversation_id)
      case 'presence':
        return this.presence.set(session, signal.data as Presence)
    }
  }

  /**
   * `B201` (PROTOCOL 5).
   * @throws RefusedError with the code that `B203` carries
   */
  async query(session: Session, method: string, params: Readonly<Record<string, unknown>>): Promise<unknown> {
    const cost = method === 'profile.set' && ('name' in params || 'avatar' in params) ? PROFILE_COST : 1
    this.#mustBeWithin(this.#queries, session.userId, cost)
    if (!isQueryMethod(method)) throw new RefusedError('unknown_method', `there is no method ${method}`, 404)
    switch (method) {
      case 'presence.subscribe':
        return { items: await this.presence.subscribe(session, read(queryParamsSchemas[method], params).user_ids) }
      case 'message.recall':
        return this.messages.recall(session.userId, read(queryParamsSchemas[method], params).mid)
      case 'conversation.mute': {
        const { conversation_id, until } = read(queryParamsSchemas[method], params)
        return this.mute(session.userId, conversation_id, until)
      }
      case 'profile.set':
        return this.setProfile(session, read(queryParamsSchemas[method], params))
    }
  }

  async mute(
    userId: string,
    conversationId: string,
    until: number,
  ): Promise<{ readonly conversation_id: string; readonly muted_until: number }> {
    await this.#mustBeMember(userId, conversationId)
    await this.#store.conversations.setMutedUntil(conversationId, userId, until, this.#context.now())
    await this.#news.changedFor(conversationId, [userId])
    return { conversation_id: conversationId, muted_until: until }
  }

  async setProfile(
    session: Session,
    change: { readonly name?: string; readonly avatar?: string; readonly status?: string },
  ): Promise<unknown> {
    const { userId } = session
    if (change.name !== undefined) checkLabel(change.name)
    if (change.avatar !== undefined) await checkAvatar(this.#store.files, userId, change.avatar, this.#context)
    if (change.status !== undefined) checkLine(change.status)
    await this.#store.users.setProfile(userId, change)
    const user = await this.#store.users.get(userId)
    if (user === undefined) throw new RefusedError('not_found', 'there is no such user', 404)
    await this.presence.changed(session, change)
    if (change.name !== undefined || change.avatar !== undefined) {
      // Their title is the other one's name.
      for (const conversationId of await this.#store.conversations.touchC2cOf(userId, this.#context.now()))
        await this.#news.changed(conversationId)
    }
    return { user_id: userId, name: user.name, avatar: user.avatar, status: user.status }
  }

  /**
   * A page of the conversations that changed after `since`, newest change first, with the cursor of the next page. The
   * first page also tells which groups are not the user's any more.
   */
  async conversations(
    userId: string,
    page: { readonly since: number; readonly after: string | undefined; readonly limit: number },
  ): Promise<{
    readonly items: readonly ConversationObject[]
    readonly left?: readonly LeftGroup[]
    readonly next: string | null
    readonly server_time: number
  }> {
    const serverTime = this.#context.now()
    const before = page.after === undefined ? undefined : parseCursor(page.after)
    const views = await this.#store.conversations.views(userId, { since: page.since, before, limit: page.limit })
    const last = views.length === page.limit ? views.at(-1)?.conversation : undefined
    const former = before === undefined ? await this.#store.conversations.formerGroups(userId, page.since) : []
    return {
      items: views.map(conversationObject),
      ...(former.length === 0 ? {} : { left: former.map(leftGroup) }),
      next: last === undefined ? null : `${last.updatedAt}-${last.conversationId}`,
      server_time: serverTime,
    }
  }

  /** Both ends included, ascending. Without `from` the last `limit` up to `to` (PROTOCOL 6). Fewer when they are large. */
  async history(
    userId: string,
    conversationId: string,
    range: { readonly from: number | undefined; readonly to: number | undefined; readonly limit: number },
  ): Promise<{ readonly items: readonly Envelope[]; readonly last_seq: number }> {
    await this.#mustBeMember(userId, conversationId)
    const conversation = await this.#store.conversations.get(conversationId)
    const lastSeq = conversation?.lastSeq ?? 0
    const items = await this.#store.messages.range(conversationId, {
      from: range.from ?? 1,
      to: range.to ?? lastSeq,
      limit: range.limit,
      newest: range.from === undefined,
      maxBytes: MAX_HISTORY_BYTES,
    })
    return { items: items.map(messageEnvelope), last_seq: lastSeq }
  }

  /** The directory, by name, pinyin or id. */
  async searchUsers(userId: string, text: string, limit: number): Promise<readonly UserRecord[]> {
    this.#mustBeWithin(this.#searches, userId)
    return this.#store.users.search(text, limit)
  }

  async members(userId: string, conversationId: string): Promise<readonly Member[]> {
    await this.#mustBeMember(userId, conversationId)
    return (await this.#store.conversations.members(conversationId)).map(memberObject)
  }

  /** Resolves when everything that was taken in is stored. */
  async close(): Promise<void> {
    await Promise.all([this.messages.idle(), this.receipts.close()])
    this.sessions.close()
  }

  /** @throws RefusedError `rate_limited` */
  #mustBeWithin(limit: RateLimit, userId: string, cost = 1): void {
    const waitMs = limit.take(userId, this.#context.now(), cost)
    if (waitMs > 0) throw rateLimited(waitMs)
  }

  async #mustBeMember(userId: string, conversationId: string): Promise<void> {
    if ((await this.#store.conversations.member(conversationId, userId)) === undefined) {
      throw new RefusedError('not_member', 'you are not a member of this conversation', 403)
    }
  }
}

function parseCursor(cursor: string): { readonly updatedAt: number; readonly conversationId: string } {
  const [, updatedAt, conversationId] = /^(\d{1,16})-(.{1,140})$/.exec(cursor) ?? []
  if (updatedAt === undefined || conversationId === undefined) throw new RefusedError('bad_request', 'after is not a cursor', 400)
  return { updatedAt: Number(updatedAt), conversationId }
}
