import type { ConversationId } from '@shared/ids'
import type { OwnPresence, Presence, TypingPerson } from '@shared/roster'
import type { ChatRequests } from '../kinds/kind/chat-requests'
import type { ChatSession } from '../kinds/kind/chat-session'
import type { ChatNotice } from '../kinds/kind/facts'
import { Backfill } from './history/backfill'
import { CatchUp, type CatchUpState } from './listing/catch-up'
import { CursorHistory } from './history/cursor-history'
import { Comparison } from './inspection/comparison'
import { FactIntake } from './intake/fact-intake'
import { Inbox } from './intake/inbox'
import { SyncInspector } from './inspection/inspection'
import { Outbox } from './outbox/outbox'
import { OwnPresenceSync } from './signals/own-presence'
import { Pace } from './history/pace'
import { PageIntake } from './intake/page-intake'
import { PresenceSync } from './signals/presence-sync'
import { Receipts } from './signals/receipts'
import { RosterSync } from './roster/roster-sync'
import { SeqReset } from './history/seq-reset'
import { StoreWriter } from '../store/store-writer'
import type { SyncEngineDeps } from './sync-deps'
import { TypingSync } from './signals/typing-sync'
import type { Me } from './writing/own-message'

/** What the parts tell the engine. */
export type PartsListener = {
  readonly me: () => Me
  readonly session: () => ChatSession | undefined
  readonly onStuck: () => void
  readonly onCatchUp: (state: CatchUpState) => void
  readonly onTyping: (people: readonly TypingPerson[]) => void
  readonly onPresence: (presence: readonly Presence[]) => void
  readonly onOwnPresence: (presence: OwnPresence) => void
  readonly onNotice: (notice: ChatNotice) => void
  readonly onReset: (conversationId: ConversationId) => void
}

/** The engine's parts, built in order. */
export class SyncParts {
  readonly writer: StoreWriter
  readonly api: ChatRequests
  readonly inbox: Inbox
  readonly outbox: Outbox
  readonly receipts: Receipts
  readonly roster: RosterSync
  readonly typing: TypingSync
  readonly presence: PresenceSync
  readonly ownPresence: OwnPresenceSync
  readonly backfill: Backfill
  readonly cursor: CursorHistory
  readonly seqReset: SeqReset
  readonly catchUp: CatchUp
  readonly comparison: Comparison
  readonly inspector: SyncInspector
  readonly intake: FactIntake

  constructor(deps: SyncEngineDeps, listener: PartsListener) {
    const { store, clock, random, logger, link } = deps
    const { me } = listener
    const base = { store, clock, random, logger, me }
    const onDoubt = (conversationId: ConversationId): void => this.seqReset.check(conversationId)
    const writer = new StoreWriter(base)
    const api = link.requests
    const inbox = new Inbox(base)
    this.writer = writer
    this.api = api
    this.inbox = inbox
    this.outbox = new Outbox({ ...base, writer, inbox, link, onStuck: listener.onStuck })
    this.receipts = new Receipts({ ...base, writer })
    this.roster = new RosterSync({ ...base, writer, inbox, api, receipts: this.receipts })
    this.typing = new TypingSync({ clock, nameOf: (userId) => this.roster.nameOf(userId), onChange: listener.onTyping })
    this.ownPresence = new OwnPresenceSync({
      settings: store.settings,
      keep: (change) => writer.owe('own presence', change),
      onChange: listener.onOwnPresence,
    })
    this.presence = new PresenceSync({
      clock,
      me: () => me().userId,
      onChange: listener.onPresence,
      onOwn: (pushed) => this.ownPresence.apply(pushed),
    })
    const paced = { ...base, writer, inbox, api, pace: new Pace(base) }
    const pages = new PageIntake(paced)
    this.backfill = new Backfill({ ...paced, pages, onDoubt })
    this.cursor = new CursorHistory({ ...paced, pages })
    this.seqReset = new SeqReset({ ...paced, backfill: this.backfill, receipts: this.receipts, onReset: listener.onReset })
    this.catchUp = new CatchUp({
      ...base,
      writer,
      api,
      roster: this.roster,
      receipts: this.receipts,
      backfill: this.backfill,
      cursor: this.cursor,
      link,
      onState: listener.onCatchUp,
      onDoubt,
    })
    this.comparison = new Comparison({ ...base, api })
    this.inspector = new SyncInspector({
      store,
      writer,
      outbox: this.outbox,
      backfill: this.backfill,
      catchUp: this.catchUp,
      comparison: this.comparison,
      session: listener.session,
    })
    this.intake = new FactIntake({
      ...base,
      writer,
      inbox,
      answers: this.outbox.answers,
      receipts: this.receipts,
      roster: this.roster,
      typing: this.typing,
      presence: this.presence,
      onNotice: listener.onNotice,
    })
  }

  /** What waits is sent at once; what this server can do beyond that begins. */
  online(session: ChatSession): void {
    const { history, receipts, typing, presence } = session.features
    this.outbox.online(session)
    if (receipts !== 'none') this.receipts.online(session)
    if (typing) this.typing.online(session)
    if (presence) for (const part of [this.ownPresence, this.presence]) part.online(session)
    if (history === 'none') return
    this.roster.online()
    for (const part of history === 'ranges' ? [this.backfill, this.seqReset] : [this.cursor]) part.online()
    this.catchUp.online()
  }

  offline(): void {
    const parts = [this.outbox, this.receipts, this.typing, this.ownPresence, this.presence, this.roster]
    for (const part of [...parts, this.catchUp, this.seqReset, this.backfill, this.cursor]) part.offline()
  }

  /** Stops every timer and request. */
  close(): void {
    const parts = [this.intake, this.comparison, this.catchUp, this.seqReset, this.backfill, this.ownPresence, this.presence, this.typing]
    for (const part of [...parts, this.cursor, this.roster, this.receipts, this.outbox, this.api, this.writer]) part.close()
  }
}
