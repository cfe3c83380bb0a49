import type { ConversationId, Mid, UserId } from './ids'
import type { Message } from './message'

/** Somebody who was picked while a text was written: it reads `@name` at `at` (UTF-16). `*` is everyone. */
export type WrittenMention = { readonly at: number; readonly name: string; readonly userId: string }

/** What stands in the composer of a conversation, kept on this device: the words, whom they call, what they answer. */
export type WrittenDraft = {
  readonly draft: string
  readonly draftMentions?: readonly WrittenMention[]
  readonly draftReplyTo?: Mid
}

/** A row of the conversation list. Values are whole: an event replaces the row, never patches it. */
export type Conversation = WrittenDraft & {
  readonly conversationId: ConversationId
  readonly kind: 'c2c' | 'c2g'
  readonly title: string
  readonly avatar: string
  readonly notice: string
  /** The other person, for c2c. */
  readonly peerId?: UserId
  readonly membersCount: number
  /** The newest seq that the server told of; 0 = empty. */
  readonly lastSeq: number
  /** Up to here I have read. */
  readonly readSeq: number
  /** c2c: the peer's marks; 0 in groups. */
  readonly peerReadSeq: number
  readonly peerDeliveredSeq: number
  /** Messages of others above `readSeq`, those this device has yet to fetch included. */
  readonly unread: number
  /** An unread message mentions me. */
  readonly hasUnreadMention: boolean
  /** The newest message this device holds or has queued. */
  readonly lastMessage?: Message
  /** Epoch ms by which the list is sorted, newest first, pinned before. */
  readonly activeAt: number
  /** Epoch ms; 0 = not muted. */
  readonly mutedUntil: number
  readonly isPinned: boolean
  readonly isArchived: boolean
  readonly isMarkedUnread: boolean
  /** Messages of mine that the server does not have yet; absent = none. */
  readonly waiting?: number
  /** I am no longer a member: history stays, sending is refused. */
  readonly hasLeft: boolean
}

/** The order of the list: pinned first, then newest first. */
export function compareConversations(a: Conversation, b: Conversation): number {
  return Number(b.isPinned) - Number(a.isPinned) || b.activeAt - a.activeAt || (a.conversationId < b.conversationId ? -1 : 1)
}
