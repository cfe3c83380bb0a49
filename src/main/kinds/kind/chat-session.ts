import type { Features } from '@shared/features'
import type { CliMid, ConversationId, Mid, Seq, UserId } from '@shared/ids'
import type { Result } from '@shared/result'
import type { Person, PresenceState } from '@shared/roster'
import type { PresenceOf } from './facts'

/** A message of mine on its way out; what it is made of when it has its row. */
export type OutgoingMessage = {
  readonly conversationId: ConversationId
  /** The same at every try. */
  readonly cliMid?: CliMid
  readonly senderId: UserId
  readonly senderName: string
  readonly senderAvatar: string
  readonly type: string
  readonly content: Readonly<Record<string, unknown>>
  readonly replyTo?: Mid
  readonly mentions: readonly string[]
}

declare const packed: unique symbol
/** A message in its wire's own form, encoded once: only its kind can look into it. */
export type PackedMessage = { readonly [packed]: true }

/** What becomes of a message that was handed to a session. */
export type MessageWatch = {
  /** It goes to the socket now: where the session sends one after the other, it waits for those before it. */
  readonly onWritten?: () => void
  /**
   * No ack came in time, though the link has answered since. Only where `watchesAcks`; on a link that does not answer,
   * the session ends instead.
   */
  readonly onUnanswered?: () => void
}

/** What passes by without being stored; losing one is harmless. */
export type Signal =
  | { readonly signal: 'delivered' | 'read'; readonly conversationId: ConversationId; readonly upToSeq: number }
  /** For each message that came, where receipts are `each`. */
  | { readonly signal: 'received'; readonly conversationId: ConversationId; readonly senderId: UserId; readonly mid: Mid }
  | { readonly signal: 'typing'; readonly conversationId: ConversationId }
  | { readonly signal: 'presence'; readonly state: PresenceState }

export type ProfileChange = { readonly name?: string; readonly avatar?: string; readonly status?: string }

/**
 * A chat system after the log-in and until the link is lost. What is asked of it afterwards does nothing, and what waits
 * for an answer gets the code `lost`: the next session is another object. Codes are the server's own, else `timeout`,
 * `bad_answer`, `unsupported`.
 */
export interface ChatSession {
  /** What this server can do. */
  readonly features: Features
  /** Epoch ms of the server's clock at the log-in, where it says so. */
  readonly serverTime?: number | undefined
  /** It tells by itself, through `onUnanswered`, when an ack is missing; else whoever sends waits with a clock. */
  readonly watchesAcks: boolean
  /** Writes a message that this session's link has packed. */
  send(message: PackedMessage, watch?: MessageWatch): void
  signal(signal: Signal): void
  /** Hears of these people from now on, instead of those before; what they are now. */
  watchPresence(userIds: readonly UserId[]): Promise<Result<readonly PresenceOf[]>>
  /** Takes a message back, for everybody; the number of the message that says so, where they are numbered. */
  recall(message: { readonly conversationId: ConversationId; readonly mid: Mid }): Promise<Result<{ readonly seq?: Seq }>>
  /** `until`: epoch ms, 0 = sound again; as it is from now on. */
  mute(conversationId: ConversationId, until: number): Promise<Result<number>>
  setProfile(change: ProfileChange): Promise<Result<Person>>
}
