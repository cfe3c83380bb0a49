import type { ConversationId, LocalId, UserId } from '@shared/ids'
import type { Gap } from '@shared/message'
import type { Result } from '@shared/result'
import type { GroupMember, Person } from '@shared/roster'
import type { SyncStatus } from '@shared/status'
import type { ChatLink } from '../kinds/kind/chat-link'
import type { ChatSession } from '../kinds/kind/chat-session'
import type { Clock, Random } from '../lib/clock'
import type { Logger } from '../lib/logger'
import type { Changes } from '../store/changes'
import type { ConversationFlags } from '../store/conversations-table'
import type { Store } from '../store/store'
import { StoreWriter } from '../store/store-writer'
import { History } from './history/history'
import { SyncInspector } from './inspection/inspection'
import { FactIntake } from './intake/fact-intake'
import { Inbox } from './intake/inbox'
import { KnownDialect } from './known-dialect'
import { Outbox } from './outbox/outbox'
import type { OutboxParts } from './outbox/outbox-parts'
import { AccountActions } from './roster/account-actions'
import { ConversationActions } from './roster/conversation-actions'
import { GroupActions } from './roster/group-actions'
import { RosterSync } from './roster/roster-sync'
import type { OwnPresenceSync } from './signals/own-presence'
import { Signals } from './signals/signals'
import { type SyncEvents, SyncNews } from './sync-news'
import type { Forward } from './writing/forwarding'
import type { Draft, Me } from './writing/own-message'
import { Writing } from './writing/writing'

/** What the engine is given; whoever made it closes it. */
export type SyncEngineOptions = {
  readonly clock: Clock
  readonly random: Random
  readonly link: ChatLink
  readonly store: Store
  readonly me: Me
  /** A UUIDv7. */
  readonly newCliMid: () => string
  /** How long a message may be taken back from here, in ms. */
  readonly recallMs?: number | undefined
  readonly logger: Logger
}

/**
 * The conductor: the only one who knows both a chat system and the store. Each room beside it has one idea of
 * PROTOCOL 7; here is who hears of what, and what the rest of the app may ask for.
 *
 * ```
 *   ChatLink ── online, lost, fact ──▶ SyncEngine ──▶ FactIntake ─▶ Inbox, Outbox, Signals, RosterSync
 *                                          ▲                            │ one transaction
 *              renderer ◀── SyncNews ──────┤◀── committed: Changes ◀── StoreWriter
 *                                          └──▶ History ── ChatRequests ──▶ the same road in
 * ```
 */
export class SyncEngine {
  readonly account: AccountActions
  readonly groups: GroupActions
  readonly inspector: SyncInspector
  readonly writing: Writing
  readonly #link: ChatLink
  readonly #dialect: KnownDialect
  readonly #writer: StoreWriter
  readonly #outbox: Outbox
  readonly #signals: Signals
  readonly #roster: RosterSync
  readonly #history: History
  readonly #intake: FactIntake
  readonly #actions: ConversationActions
  readonly #news = new SyncNews()
  readonly #stops: (() => void)[] = []
  #session: ChatSession | undefined
  #isClosed = false

  constructor(options: SyncEngineOptions) {
    const { link, store } = options
    const news = this.#news
    this.#link = link
    this.#dialect = new KnownDialect(link, store.settings)
    this.#writer = new StoreWriter(options)
    const base = { ...options, me: () => this.account.me, api: link.requests, writer: this.#writer }
    this.account = new AccountActions({
      me: options.me,
      api: link.requests,
      onProfile: (profile) => news.emit('profile', profile),
      onStatus: (status) => this.#signals.ownPresence.applyStatus(status),
    })
    const inbox = new Inbox(base)
    this.#outbox = new Outbox({ ...base, inbox, onStuck: () => link.reconnectNow() })
    this.#signals = new Signals(base, {
      onTyping: (people) => news.emit('typing', people),
      onPresence: (presence) => news.emit('presence', presence),
      onOwnPresence: (presence) => news.emit('own-presence', presence),
    })
    const { receipts, typing, presence } = this.#signals
    this.#roster = new RosterSync({ ...base, inbox, receipts })
    this.#history = new History(
      { ...base, inbox, receipts, roster: this.#roster },
      {
        onProgress: () => this.#tellStatus(),
        onGaps: (conversationId) => news.emit('gaps', conversationId),
        onReset: (conversationId) => news.emit('seq-reset', conversationId),
      },
    )
    this.#intake = new FactIntake({
      ...base,
      inbox,
      receipts,
      typing,
      presence,
      answers: this.#outbox.answers,
      roster: this.#roster,
      onNotice: (notice) => news.emit('notice', notice),
    })
    this.writing = new Writing({ ...base, outbox: this.#outbox })
    this.groups = new GroupActions({ ...base, roster: this.#roster })
    this.#actions = new ConversationActions({ ...base, inbox, me: () => this.account.me.userId })
    this.inspector = new SyncInspector({ ...base, outbox: this.#outbox, history: this.#history, session: () => this.#session })
  }

  get status(): SyncStatus {
    return this.#news.status
  }

  get ownPresence(): OwnPresenceSync {
    return this.#signals.ownPresence
  }

  /** The one road to the store; whoever else writes for this account takes it too. */
  get writer(): StoreWriter {
    return this.#writer
  }

  /** What became of the uploads that messages wait for. */
  get outboxParts(): OutboxParts {
    return this.#outbox.parts
  }

  /** Ids are those of committed rows: whoever listens reads their values from the store. */
  on<E extends keyof SyncEvents>(event: E, listener: (value: SyncEvents[E]) => void): () => void {
    return this.#news.on(event, listener)
  }

  /** Requeues what was on its way when the app ended, and listens to the chat system. */
  start(): void {
    const link = this.#link
    this.#stops.push(
      this.#writer.on('committed', (changes) => this.#committed(changes)),
      this.#writer.on('blocked', (code) => this.#blocked(code)),
      link.on('online', (session) => this.#online(session)),
      link.on('lost', () => this.#lost()),
      link.on('fact', (fact) => this.#intake.accept(fact)),
    )
    this.#outbox.start()
    if (link.session !== undefined) this.#online(link.session)
  }

  /** Stops every timer and request; the store stays the caller's. Twice is harmless. */
  close(): void {
    if (this.#isClosed) return
    // What has arrived is stored first: not every server sends it again.
    this.#intake.flush()
    this.#isClosed = true
    this.#lost()
    for (const stop of this.#stops) stop()
    const parts = [this.#intake, this.inspector, this.#history, this.#signals, this.#roster, this.#outbox]
    for (const part of [...parts, this.#link.requests, this.#writer]) part.close()
  }

  /** Stores a message to be sent; on disk when this returns. */
  send(draft: Draft): Result<LocalId> {
    return this.writing.send(draft)
  }

  forward(forward: Forward): Result<void> {
    return this.writing.forward(forward)
  }

  retry(localId: LocalId): Result<void> {
    return this.#outbox.retry(localId)
  }

  remove(localId: LocalId): Result<void> {
    return this.#outbox.remove(localId)
  }

  /** Takes a message back, for everybody. Codes: the server's, `not_found`, `not_online`. */
  recall(localId: LocalId): Promise<Result<void>> {
    return this.#actions.recall(localId)
  }

  markRead(conversationId: ConversationId, upToSeq: number): Result<void> {
    return this.#signals.receipts.markRead(conversationId, upToSeq)
  }

  typing(conversationId: ConversationId): void {
    this.#signals.typing.send(conversationId)
  }

  /** What the user looks at: repaired first, its people's presence followed. */
  focus(conversationId: ConversationId | undefined): void {
    this.#history.focus(conversationId)
    this.#signals.presence.focus(conversationId)
  }

  /** Everybody who is in view now, whose presence is followed before that of others. */
  peopleInView(userIds: readonly UserId[]): void {
    this.#signals.presence.inView(userIds)
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
    return this.#roster.members(conversationId)
  }

  /** People who are known here, and those of the server's directory. */
  searchPeople(text: string): Promise<readonly Person[]> {
    return this.#roster.searchPeople(text)
  }

  /** The timeline was scrolled near a deferred hole: it is fetched now. */
  needOlder(conversationId: ConversationId, beforeSeq: number): void {
    this.#history.needOlder(conversationId, beforeSeq)
  }

  /** The oldest message that is held came into view. */
  needOldest(conversationId: ConversationId): void {
    this.#history.needOldest(conversationId)
  }

  /** All open gaps, ascending. */
  gaps(conversationId: ConversationId): readonly Gap[] {
    return this.#history.gaps(conversationId)
  }

  /** What waits is sent at once; what this server can do beyond that begins. */
  #online(session: ChatSession): void {
    this.#dialect.online(this.#writer)
    this.#session = session
    this.#outbox.online(session)
    this.#signals.online(session)
    if (session.features.history !== 'none') this.#roster.online()
    this.#history.online(session)
    this.account.online(session)
  }

  #lost(): void {
    // What the old session has told still counts.
    this.#intake.flush()
    this.#session = undefined
    for (const part of [this.#outbox, this.#signals, this.#roster, this.#history, this.account]) part.offline()
    this.#tellStatus()
  }

  #committed(changes: Changes): void {
    this.#news.tellChanges(changes)
    this.#signals.presence.committed(changes)
    this.#history.committed(changes)
    for (const conversationId of changes.groupEvents) this.#roster.noteGroupEvent(conversationId)
    this.#signals.receipts.arrived(changes.arrived)
    this.#signals.receipts.received(changes.received)
    this.#outbox.committed(changes)
    this.#tellStatus()
  }

  #blocked(code: string | undefined): void {
    this.#tellStatus()
    if (code !== undefined) return
    this.#intake.flush()
    this.#outbox.pump()
    this.#history.unblocked(this.#intake.takeDropped())
  }

  #tellStatus(): void {
    this.#news.tellStatus({ blockedBy: this.#writer.blockedBy, ...this.#history.progress })
  }
}
