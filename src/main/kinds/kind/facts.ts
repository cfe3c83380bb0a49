import type { CliMid, ConversationId, Mid, OrderKey, Seq, UserId } from '@shared/ids'
import type { PresenceState, Role } from '@shared/roster'

/**
 * What a chat system tells, in the words of this app: its wire has been read, nothing has been stored. Who reads a wire
 * into facts is a kind; who stores them is `sync`. Ids are of the forms of `shared/ids`, whatever the wire's are.
 */
export type Fact =
  MessageFact | NamedFact | RefusedFact | MarkFact | DeliveredFact | TypingFact | PresenceFact | ConversationFact | LeftFact | NoticeFact

/**
 * A message, live or of a history page, as it becomes a row. One object in one piece: it is made for every message that
 * arrives.
 */
export type ChatMessage = {
  readonly conversationId: ConversationId
  /** Its number, where messages are numbered: 1, 2, 3 … without holes in each conversation. */
  readonly seq?: Seq
  /** The server's name for it, unique in its conversation. */
  readonly mid?: Mid
  /** Where it stands among the others, where they have no number: a time in epoch ms, or whatever else ascends. */
  readonly orderKey?: OrderKey
  /** Its sender's name for it. Messages without one are nobody's duplicates, unless they have a `mid`. */
  readonly cliMid?: CliMid
  /** Empty: not said. */
  readonly senderId: UserId
  readonly senderName: string
  readonly senderAvatar: string
  readonly isMine: boolean
  /** The type under which its content is kept; one that this version does not know is kept, too. */
  readonly type: string
  /** What it says, in the form in which it is stored. */
  readonly content: Readonly<Record<string, unknown>>
  readonly replyTo?: Mid
  readonly mentions: readonly string[]
  readonly mentionsMe: boolean
  /** Epoch ms of the server's clock. */
  readonly sentAt?: number
  /** Epoch ms of this device's clock: it arrived. */
  readonly localAt: number
  readonly status: 'sent' | 'received'
  /** It takes this message back, for everybody. */
  readonly recalls?: { readonly mid: Mid; readonly seq: Seq }
}

export type MessageFact = { readonly fact: 'message'; readonly message: ChatMessage }

/**
 * The server has taken a message of mine. Where acks are `stored` it has a name from now on, and a number where they are
 * numbered; an ack that says no more than "read" names nothing.
 */
export type NamedFact = {
  readonly fact: 'named'
  readonly cliMid: CliMid
  readonly mid?: Mid
  readonly seq?: Seq
  readonly orderKey?: OrderKey
  readonly sentAt?: number
}

/** The server does not take a message of mine: ever, or (`rate_limited`) for a while of `retryAfterMs`. */
export type RefusedFact = {
  readonly fact: 'refused'
  readonly cliMid: CliMid
  readonly code: string
  readonly reason: string
  readonly retryAfterMs?: number
}

/** Somebody, or another device of mine, has received or read everything up to a number. */
export type MarkFact = {
  readonly fact: 'mark'
  readonly mark: 'delivered' | 'read'
  readonly conversationId: ConversationId
  readonly userId: UserId
  readonly upToSeq: number
}

/** Somebody has received, or read, one message: where receipts are told for each. */
export type DeliveredFact = {
  readonly fact: 'delivered'
  readonly mark: 'delivered' | 'read'
  readonly conversationId: ConversationId
  readonly userId: UserId
  /** At least one of the two names is said. */
  readonly mid?: Mid
  readonly cliMid?: CliMid
}

export type TypingFact = { readonly fact: 'typing'; readonly conversationId: ConversationId; readonly userId: UserId }

export type PresenceFact = { readonly fact: 'presence' } & PresenceOf

/** `lastSeen`: epoch ms of the server's clock. */
export type PresenceOf = {
  readonly userId: UserId
  readonly state: PresenceState
  /** Absent: nothing was said of it. */
  readonly status?: string
  readonly lastSeen?: number
}

export type ConversationFact = { readonly fact: 'conversation'; readonly conversation: ChatConversation }

/** A conversation as the server has it now. Numbers are 0 where messages are not numbered. */
export type ChatConversation = {
  readonly conversationId: ConversationId
  readonly kind: 'c2c' | 'c2g'
  readonly title: string
  readonly avatar: string
  readonly notice: string
  readonly membersCount: number
  readonly lastSeq: number
  readonly readSeq: number
  /** Of a conversation with somebody else. */
  readonly peerReadSeq?: number
  readonly peerDeliveredSeq?: number
  /** Epoch ms of the server's clock. */
  readonly updatedAt: number
  /** Epoch ms; 0 = not muted. */
  readonly mutedUntil: number
  readonly lastMessage?: ChatMessage
}

/** I am no member of this group any more; `seq` is of the message that took me out, 0 = not known. */
export type LeftFact = { readonly fact: 'left'; readonly conversationId: ConversationId; readonly seq: number }

/** Something that the server's people have to say to everybody. */
export type NoticeFact = { readonly fact: 'notice' } & ChatNotice

export type ChatNotice = {
  readonly title: string
  readonly text: string
  readonly level: 'info' | 'warning'
  readonly url?: string
}

/** A member of a group as the server has them now; marks are 0 where receipts are not marks. */
export type ChatMember = {
  readonly userId: UserId
  readonly name: string
  readonly avatar: string
  readonly role: Role
  readonly readSeq: number
  readonly deliveredSeq: number
}
