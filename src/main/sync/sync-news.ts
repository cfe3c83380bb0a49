import type { ConversationId, LocalId } from '@shared/ids'
import type { OwnPresence, Presence, TypingPerson } from '@shared/roster'
import type { SyncStatus } from '@shared/status'
import type { ChatNotice } from '../kinds/kind/facts'
import { Emitter } from '../lib/emitter'
import type { Changes, MessagePlace } from '../store/changes'
import { isSameStatus, type SyncFacts, syncStatusOf } from './sync-status'

/** What the engine tells, each after the rows it speaks of are committed (PROTOCOL 7.6). */
export type SyncEvents = {
  status: SyncStatus
  conversations: readonly ConversationId[]
  messages: { readonly upserted: readonly LocalId[]; readonly removed: readonly MessagePlace[] }
  /** The gaps of this conversation, or their states, differ. */
  gaps: ConversationId
  /** The members of this group, or their marks, differ. */
  members: ConversationId
  presence: readonly Presence[]
  'own-presence': OwnPresence
  /** Everybody who types now. */
  typing: readonly TypingPerson[]
  notice: ChatNotice
  /** My own name or picture changed. */
  profile: { readonly name: string; readonly avatar: string }
  /** The server counts this conversation anew, as after a restore from a backup; it has been repaired. */
  'seq-reset': ConversationId
}

/** What the rest of the app hears of the engine, and how sync stands. */
export class SyncNews extends Emitter<SyncEvents> {
  #status: SyncStatus = { state: 'idle' }

  get status(): SyncStatus {
    return this.#status
  }

  /** Tells how sync stands, if it stands otherwise than before. */
  tellStatus(facts: SyncFacts): void {
    const status = syncStatusOf(facts)
    if (isSameStatus(status, this.#status)) return
    this.#status = status
    this.emit('status', status)
  }

  /** Which rows a transaction has changed. */
  tellChanges({ messages, removed, conversations, members }: Changes): void {
    if (messages.size + removed.length > 0) this.emit('messages', { upserted: [...messages], removed })
    if (conversations.size > 0) this.emit('conversations', [...conversations])
    for (const conversationId of members) this.emit('members', conversationId)
  }
}
