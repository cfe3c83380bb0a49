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

/** My own: what I chose (`online` leaves `away` to the computer), what others see of it, and my status text. */
export type OwnPresence = { readonly chosen: PresenceState; readonly shown: PresenceState; readonly status: string }

/** Characters of a status text at most, as the server takes them. */
export const MAX_STATUS_CHARACTERS = 140

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

/** A device on which I am signed in. Times in epoch ms of the server. */
export type DeviceSession = {
  readonly sessionId: string
  readonly deviceName: string
  readonly appVersion: string
  readonly connectedAt: number
  readonly lastSeen: number
  readonly isThisDevice: boolean
}

export type TypingPerson = { readonly conversationId: ConversationId; readonly userId: UserId; readonly name: string }
