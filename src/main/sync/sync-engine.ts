import { asCliMid, type ConversationId, type LocalId, type UserId } from '@shared/ids'
import type { Gap } from '@shared/message'
import { failed, ok, type Result } from '@shared/result'
import type { GroupMember, Person, Presence } from '@shared/roster'
import type { SyncStatus } from '@shared/status'
import { MAX_PRESENCE_SUBSCRIPTION } from '../kinds/kind/chat-requests'
import type { ChatSession } from '../kinds/kind/chat-session'
import { Emitter } from '../lib/emitter'
import type { ConversationFlags } from '../store/conversations-table'
import { AccountActions } from './roster/account-actions'
import type { CatchUpState } from './listing/catch-up'
import type { Changes } from '../store/changes'
import { ConversationActions } from './roster/conversation-actions'
import { DraftCheck } from './writing/draft-check'
import { type Forward, forwardDrafts } from './writing/forwarding'
import { GroupActions } from './roster/group-actions'
import type { SyncInspector } from './inspection/inspection'
import { KnownDialect } from './known-dialect'
import type { OutboxParts } from './outbox/outbox-parts'
import type { OwnPresenceSync } from './signals/own-presence'
import type { SyncEngineDeps } from './sync-deps'
import type { SyncEvents } from './sync-events'
import { SyncParts } from './sync-parts'
import { isSameStatus, syncStatusOf } from './sync-status'
import { peerOf } from '@shared/conversation-id'
import { type Draft, type Me, newOwnMessage } from './writing/own-message'
import { Writing } from './writing/writing'

/**
 * The conductor: the only one who knows both a chat system and the store. Its parts each do one thing of PROTOCOL 7;
 * here is who hears of what, and what the rest of the app may ask for.
 *
 * ```
 *   ChatLink ── online, lost, fact ──▶ SyncEngine ──▶ FactIntake ─▶ Inbox, Outbox, Receipts, RosterSync
 *                                          ▲                            │ one transaction
 *              renderer ◀── events ────────┤◀── committed: Changes ◀── StoreWriter
 *                                          └──▶ Backfill, CatchUp, SeqReset ── ChatRequests ──▶ the same road in
 * ```
 */
export class SyncEngine {
  readonly groups: GroupActions
  readonly account: AccountActions
  readonly ownPresence: OwnPresenceSync
  readonly inspector: SyncInspector
  readonly outboxParts: OutboxParts
  readonly drafts: DraftCheck
  readonly writing: Writing
  readonly #deps: SyncEngineDeps
  readonly #parts: SyncParts
  readonly #actions: ConversationActions
  readonly #events = new Emitter<SyncEvents>()
  readonly #stops: (() => void)[] = []
  #me: Me
  readonly #dialect: KnownDialect
  #session: ChatSession | undefined
  #catchUpState: CatchUpState = { state: 'idle' }
  #status: SyncStatus = { state: 'idle' }
  #isClosed = false

  constructor(deps: SyncEngineDeps) {
    this.#deps = deps
    this.#me = deps.me
    this.#dialect = new KnownDialect(deps.link, deps.store.settings)
    this.drafts = new DraftCheck({ ...deps, me: () => this.#me })
    this.#parts = new SyncParts(deps, {
      me: () => this.#me,
      session: () => this.#session,
      onStuck: () => deps.link.reconnectNow(),
      onCatchUp: (state) => this.#setCatchUp(state),
      onTyping: (people) => this.#events.emit('typing', people),
      onPresence: (presence) => this.#events.emit('presence', presence),
      onOwnPresence: (presence) => this.#events.emit('own-presence', presence),
      onNotice: (notice) => this.#events.emit('notice', notice),
      onReset: (conversationId) => this.#events.emit('seq-reset', conversationId),
    })
    this.ownPresence = this.#parts.ownPresence
    this.inspector = this.#parts.inspector
    this.outboxParts = this.#parts.outbox.parts
    this.groups = new GroupActions(this.#parts)
    this.account = new AccountActions({
      ...this.#parts,
      session: () => this.#session,
      onProfile: (profile) => this.#applyProfile(profile),
    })
    this.writing = new Writing({ ...this.#parts, store: deps.store })
    this.#actions = new ConversationActions({
      ...this.#parts,
      store: deps.store,
      me: () => this.#me.userId,
      link: deps.link,
    })
  }

  get status(): SyncStatus {
    return this.#status
  }

  /** Ids are those of committed rows: whoever listens reads their values from the store. */
  on<E extends keyof SyncEvents>(event: E, listener: (value: SyncEvents[E]) => void): () => void {
    return this.#events.on(event, listener)
  }

  /** Requeues what was on its way when the app ended, and listens to the chat system. */
  start(): void {
    const { link, store } = this.#deps
    const { writer, backfill, catchUp, intake } = this.#parts
    writer.owe('sending', () => void store.messages.resetSending())
    this.#stops.push(
      writer.on('committed', (changes) => this.#committed(changes)),
      writer.on('blocked', (code) => this.#blocked(code)),
      backfill.on('gaps', (conversationId) => {
        this.#events.emit('gaps', conversationId)
        this.#refreshStatus()
      }),
      backfill.on('heads-settled', () => catchUp.headsSettled()),
      link.on('online', (session) => this.#online(session)),
      link.on('lost', () => this.#lost()),
      link.on('fact', (fact) => intake.accept(fact)),
    )
    if (link.session !== undefined) this.#online(link.session)
  }

  /** Stops every timer and request; the store stays the caller's. Twice is harmless. */
  close(): void {
    if (this.#isClosed) return
    // What has arrived is stored first: not every server sends it again.
    this.#parts.intake.flush()
    this.#isClosed = true
    this.#lost()
    for (const stop of this.#stops) stop()
    this.#parts.close()
  }

  /** Stores a message to be sent; on disk when this returns. */
  send(draft: Draft): Result<LocalId> {
    const { link, clock, newCliMid } = this.#deps
    const refusal = this.drafts.refusalOf(draft)
    if (refusal !== undefined) return failed(refusal)
    const message = newOwnMessage(this.drafts.withoutGoneQuote(draft), this.#me, asCliMid(newCliMid()), clock.now())
    const packed = link.pack(message)
    return packed.ok ? this.#parts.outbox.enqueue(message, packed.value, draft.waitsFor) : packed
  }

  /** Queues copies of messages, in order; the first that can never be sent stops it with its code. */
  forward(forward: Forward): Result<void> {
    const drafts = forwardDrafts(this.#deps.store, forward)
    if (!drafts.ok) return drafts
    for (const draft of drafts.value) {
      const sent = this.send(draft)
      if (!sent.ok) return sent
    }
    return ok()
  }

  retry(localId: LocalId): Result<void> {
    return this.#parts.outbox.retry(localId)
  }

  remove(localId: LocalId): Result<void> {
    return this.#parts.outbox.remove(localId)
  }

  /** Takes a message back, for everybody. Codes: the server's, `not_found`, `not_online`. */
  recall(localId: LocalId): Promise<Result<void>> {
    return this.#actions.recall(localId)
  }

  markRead(conversationId: ConversationId, upToSeq: number): Result<void> {
    return this.#parts.receipts.markRead(conversationId, upToSeq)
  }

  typing(conversationId: ConversationId): void {
    this.#parts.typing.send(conversationId)
  }

  /** What the user looks at: repaired first, its people's presence followed. */
  focus(conversationId: ConversationId | undefined): void {
    this.#parts.backfill.focus(conversationId)
    this.#parts.cursor.focus(conversationId)
    if (conversationId !== undefined) this.#parts.presence.follow(this.#peersOf([conversationId]))
  }

  subscribePresence(userIds: readonly UserId[]): Promise<readonly Presence[]> {
    return this.#parts.presence.subscribe(userIds)
  }

  /** The conversation with a person, made if there is none yet. */
  startConversation(userId: UserId): Result<ConversationId> {
    return this.#actions.start(userId)
  }

  /** `until`: epoch ms; 0 = sound again. */
  mute(conversationId: ConversationId, until: number): Promise<Result<void>> {
    return this.#actions.mute(conversationId, until)
  }

  setFlags(conversationId: ConversationId, flags: ConversationFlags): Result<void> {
    return this.#actions.setFlags(conversationId, flags)
  }

  /** What is known, at once, and read again behind it; without anything known, what the server says. */
  members(conversationId: ConversationId): Promise<readonly GroupMember[]> {
    return this.#parts.roster.members(conversationId)
  }

  /** People who are known here, and those of the server's directory. */
  searchPeople(text: string): Promise<readonly Person[]> {
    return this.#parts.roster.searchPeople(text)
  }

  /** The timeline was scrolled near a deferred hole: it is fetched now. */
  needOlder(conversationId: ConversationId, beforeSeq: number): void {
    this.#parts.backfill.wantOlder(conversationId, beforeSeq)
  }

  /** The oldest message that is held came into view: where history is served page by page the next one is fetched. */
  needOldest(conversationId: ConversationId): void {
    if (this.#deps.link.features.history === 'cursor') this.#parts.cursor.wantOlder(conversationId)
  }

  /** All open gaps, ascending. */
  gaps(conversationId: ConversationId): readonly Gap[] {
    return this.#parts.backfill.gaps(conversationId)
  }

  #online(session: ChatSession): void {
    const { store } = this.#deps
    this.#dialect.online(this.#parts.writer)
    this.#session = session
    this.#parts.online(session)
    if (session.features.presence) this.#parts.presence.followIfRoom(store.conversations.recentPeers(MAX_PRESENCE_SUBSCRIPTION))
    if (!session.features.profile) return
    void this.#parts.api.me().then((profile) => {
      if (profile.ok && this.#session === session) this.#applyProfile(profile.value)
    })
  }

  #lost(): void {
    // What the old session has told still counts.
    this.#parts.intake.flush()
    this.#session = undefined
    this.#parts.offline()
    this.#refreshStatus()
  }

  #committed(changes: Changes): void {
    const { outbox, receipts, roster, backfill, catchUp, seqReset } = this.#parts
    if (changes.messages.size + changes.removed.length > 0) {
      this.#events.emit('messages', { upserted: [...changes.messages], removed: changes.removed })
    }
    if (changes.conversations.size > 0) {
      this.#events.emit('conversations', [...changes.conversations])
      this.#parts.presence.followIfRoom(this.#peersOf(changes.conversations))
    }
    for (const conversationId of changes.members) this.#events.emit('members', conversationId)
    for (const [conversationId, before] of changes.heads) backfill.noteHead(conversationId, before)
    for (const conversationId of changes.arrived) backfill.noteArrived(conversationId)
    for (const conversationId of changes.conflicts.keys()) seqReset.check(conversationId)
    for (const [conversationId, claim] of changes.claims) backfill.claim(conversationId, claim)
    for (const conversationId of changes.groupEvents) roster.noteGroupEvent(conversationId)
    if (changes.unknown.size > 0) catchUp.again(changes.unknown)
    receipts.arrived(changes.arrived)
    receipts.received(changes.received)
    outbox.committed(changes)
    this.#refreshStatus()
  }

  #blocked(code: string | undefined): void {
    this.#refreshStatus()
    if (code !== undefined) return
    const { intake, outbox, backfill, cursor, catchUp } = this.#parts
    intake.flush()
    outbox.pump()
    backfill.pump()
    cursor.pump()
    if (intake.takeDropped()) catchUp.again()
  }

  #setCatchUp(state: CatchUpState): void {
    this.#catchUpState = state
    this.#refreshStatus()
  }

  #refreshStatus(): void {
    const { writer, backfill } = this.#parts
    const status = syncStatusOf({
      blockedBy: writer.blockedBy,
      catchUp: this.#catchUpState,
      repairs: this.#session === undefined ? { openGaps: 0, missing: 0 } : backfill.progress,
    })
    if (isSameStatus(status, this.#status)) return
    this.#status = status
    this.#events.emit('status', status)
  }

  /** The other people of these C2C conversations. */
  #peersOf(conversationIds: Iterable<ConversationId>): readonly UserId[] {
    return [...conversationIds].flatMap((id) => peerOf(id, this.#me.userId) ?? [])
  }

  /** Another device may have changed my name or picture. */
  #applyProfile({ name, avatar, status }: Pick<Me, 'name' | 'avatar'> & { readonly status?: string }): void {
    if (status !== undefined) this.ownPresence.applyStatus(status)
    if (name === this.#me.name && avatar === this.#me.avatar) return
    this.#me = { ...this.#me, name, avatar }
    this.#events.emit('profile', { name, avatar })
  }
}
