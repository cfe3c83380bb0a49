import type { ConversationId, UserId } from './ids'
import type { ContentKind, Message } from './message'

/** What to look for in the messages on this device. */
export type MessageQuery = {
  readonly text: string
  readonly conversationId?: ConversationId
  readonly senderId?: UserId
  /** Epoch ms, both included. */
  readonly from?: number
  readonly to?: number
  readonly kinds?: readonly ContentKind[]
  /** 1–100. */
  readonly limit: number
  /** The last item of the page before. */
  readonly before?: { readonly at: number; readonly localId: number }
}

/** `text` is what was searched; `ranges` say where the terms stand in it: UTF-16 offsets, ascending, apart. */
export type FoundMessage = {
  readonly message: Message
  readonly text: string
  readonly ranges: readonly { readonly from: number; readonly to: number }[]
}

/** Newest first. */
export type FoundMessages = { readonly items: readonly FoundMessage[]; readonly hasMore: boolean }
