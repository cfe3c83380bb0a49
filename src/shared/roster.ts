import type { ConversationId, UserId } from './ids'

export type PresenceState = 'online' | 'away' | 'busy' | 'unavailable'

export type Person = { readonly userId: UserId; readonly name: string; readonly avatar: string; readonly status: string }

export type Presence = {
  readonly userId: UserId
  readonly state: PresenceState
  readonly status: string
  /** Epoch ms; 0 = never seen. */
  readonly lastSeen: number
}

export type Role = 'owner' | 'admin' | 'member'

export type GroupMember = {
  readonly conversationId: ConversationId
  readonly userId: UserId
  readonly name: string
  readonly avatar: string
  readonly role: Role
  readonly readSeq: number
  readonly deliveredSeq: number
}

export type TypingPerson = { readonly conversationId: ConversationId; readonly userId: UserId; readonly name: string }
