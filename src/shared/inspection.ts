import type { ConversationId } from './ids'
import type { Message, WaitReason } from './message'

/** Both ends included. */
export type SeqSpan = readonly [from: number, to: number]

/** How the last gap repair of a conversation ended. */
export type RepairResult =
  | { readonly kind: 'fetched'; readonly count: number }
  /** The server has none there. */
  | { readonly kind: 'none'; readonly from: number; readonly to: number }
  /** The server counts anew from there, as after a restore from a backup. */
  | { readonly kind: 'reset'; readonly from: number }

/** One conversation in the sync inspector. */
export type SyncInspection = {
  readonly conversationId: ConversationId
  readonly title: string
  /** The newest that the server told of. */
  readonly serverLastSeq: number
  readonly held: readonly SeqSpan[]
  /** Nothing is missing of a group that is not ours any more. */
  readonly holes: readonly SeqSpan[]
  readonly heldCount: number
  readonly hasLeft: boolean
  /** `at`: epoch ms. */
  readonly lastRepair?: { readonly at: number; readonly result: RepairResult }
}

/** A message of mine that the server does not have. Times are epoch ms. */
export type OutboxInspection = {
  readonly message: Message
  readonly title: string
  readonly reason: WaitReason
  /** How often it was written to a connection. */
  readonly tries: number
  readonly lastWrittenAt?: number
}

export type SyncReport = {
  readonly conversations: readonly SyncInspection[]
  readonly outbox: readonly OutboxInspection[]
}

/** What must be the same here and on the server. */
export const COUNTERS = ['conversations', 'newest', 'held', 'read', 'peerDelivered', 'peerRead'] as const
export type CounterName = (typeof COUNTERS)[number]

export type Counter = { readonly name: CounterName; readonly here: number; readonly server: number }

/** What the server says right now, beside what is known here. `at`: epoch ms. */
export type SyncComparison = {
  readonly at: number
  readonly counters: readonly Counter[]
  /** Conversations in which they differ, or that only one of the two knows. */
  readonly differing: readonly { readonly conversationId: ConversationId; readonly title: string }[]
}
