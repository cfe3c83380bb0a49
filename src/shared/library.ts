import type { ConversationId, LocalId, UserId } from './ids'
import type { Message } from './message'

/** What was sent in all conversations, by what it is. */
export type LibraryKind = 'pictures' | 'videos' | 'documents' | 'voice' | 'links' | 'others'

/** In the order in which they are shown. */
export const LIBRARY_KINDS = ['pictures', 'videos', 'documents', 'voice', 'links', 'others'] as const satisfies readonly LibraryKind[]

export const LIBRARY_ORDERS = ['newest', 'oldest', 'largest'] as const
export type LibraryOrder = (typeof LIBRARY_ORDERS)[number]

/** What is left out narrows nothing. */
export type LibraryFilters = {
  readonly kind?: LibraryKind
  readonly senderId?: UserId
  readonly conversationId?: ConversationId
  /** Epoch ms, both included. */
  readonly from?: number
  readonly to?: number
  /** Bytes, as the message says them, both included; what says nothing counts as 0. */
  readonly minBytes?: number
  readonly maxBytes?: number
}

/** The last one of the page before: its time, epoch ms, and bytes. */
export type LibraryCursor = { readonly at: number; readonly bytes: number; readonly localId: LocalId }

export type LibraryQuery = LibraryFilters & {
  readonly order: LibraryOrder
  /** 1–100. */
  readonly limit: number
  readonly after?: LibraryCursor
  /** What has it in its name or in its words: the newest first, whatever the order. */
  readonly text?: string
}

/** `next`: where the page behind it starts; absent at the end. With words a page may be short, or empty, and not the last. */
export type LibraryPage = { readonly messages: readonly Message[]; readonly next?: LibraryCursor }

/** How many there are of each kind, whatever kind is asked for. */
export type LibraryCounts = { readonly [K in LibraryKind]: number }

/** What was deleted from this computer: messages, and bytes that are free now. */
export type DeletedHere = {
  readonly deleted: number
  readonly freedBytes: number
  /** Wait to be sent, and stay. */
  readonly waiting: number
  /** Have a copy where the person put it, which stays. */
  readonly saved: number
}

/** Messages whose files are deleted at once, at most. */
export const MAX_DELETED = 500
