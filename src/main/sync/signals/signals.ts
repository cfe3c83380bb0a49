import { groupOf, peerOf } from '@shared/conversation-id'
import type { ConversationId, UserId } from '@shared/ids'
import type { OwnPresence, Presence, TypingPerson } from '@shared/roster'
import type { ChatSession } from '../../kinds/kind/chat-session'
import type { Clock } from '../../lib/clock'
import type { Store } from '../../store/store'
import type { StoreWriter } from '../../store/store-writer'
import type { Me } from '../writing/own-message'
import { OwnPresenceSync } from './own-presence'
import { PresenceSync } from './presence-sync'
import { Receipts } from './receipts'
import { TypingSync } from './typing-sync'

type SignalsDeps = {
  readonly store: Store
  readonly writer: StoreWriter
  readonly clock: Clock
  readonly me: () => Me
}

type SignalsListener = {
  /** Everybody who types now. */
  readonly onTyping: (people: readonly TypingPerson[]) => void
  readonly onPresence: (presence: readonly Presence[]) => void
  readonly onOwnPresence: (presence: OwnPresence) => void
}

/** What people hear of each other beside messages: what was received and read, who types, who is there. */
export class Signals {
  readonly receipts: Receipts
  readonly typing: TypingSync
  readonly presence: PresenceSync
  readonly ownPresence: OwnPresenceSync

  constructor(deps: SignalsDeps, { onTyping, onPresence, onOwnPresence }: SignalsListener) {
    const { store, writer, clock, me } = deps
    this.receipts = new Receipts(deps)
    this.typing = new TypingSync({ clock, nameOf: (userId) => store.roster.person(userId)?.name ?? userId, onChange: onTyping })
    this.ownPresence = new OwnPresenceSync({
      settings: store.settings,
      keep: (change) => writer.owe('own presence', change),
      onChange: onOwnPresence,
    })
    const peer = (conversationId: ConversationId): UserId | undefined => peerOf(conversationId, me().userId)
    const members = (id: ConversationId): readonly UserId[] => store.roster.members(id).map(({ userId }) => userId)
    this.presence = new PresenceSync({
      clock,
      me: () => me().userId,
      peerOf: peer,
      peopleOf: (conversationId) => (groupOf(conversationId) === undefined ? [peer(conversationId) ?? []].flat() : members(conversationId)),
      recentPeers: (limit) => store.conversations.recentPeers(limit),
      onChange: onPresence,
      onOwn: (pushed) => this.ownPresence.apply(pushed),
    })
  }

  /** What this server can do of it begins. */
  online(session: ChatSession): void {
    const { receipts, typing, presence } = session.features
    if (receipts !== 'none') this.receipts.online(session)
    if (typing) this.typing.online(session)
    if (presence) for (const part of [this.ownPresence, this.presence]) part.online(session)
  }

  offline(): void {
    for (const part of [this.receipts, this.typing, this.ownPresence, this.presence]) part.offline()
  }

  close(): void {
    for (const part of [this.ownPresence, this.presence, this.typing, this.receipts]) part.close()
  }
}
