import type { ConversationId, LocalId } from '@shared/ids'
import type { OwnPresence, Presence, TypingPerson } from '@shared/roster'
import type { SyncStatus } from '@shared/status'
import type { MessagePlace } from '../store/changes'

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
  notice: { readonly title: string; readonly text: string; readonly level: 'info' | 'warning'; readonly url?: string }
  /** My own name or picture changed. */
  profile: { readonly name: string; readonly avatar: string }
  /** The server counts this conversation anew, as after a restore from a backup; it has been repaired. */
  'seq-reset': ConversationId
}
