import type { ConversationId, LocalId } from './ids'
import type { Message } from './message'

/** What a conversation shows beside its timeline: pictures and films, other files, voice, and links. */
export type Shelf = 'media' | 'files' | 'voice' | 'links'

export const SHELVES = ['media', 'files', 'links', 'voice'] as const satisfies readonly Shelf[]

/** Where a page of a shelf starts. Cursors are messages' `(position, localId)`. */
export type ShelfAnchor =
  | { readonly at: 'end' }
  /** Around it; it is in the page, if it stands on this shelf. */
  | { readonly at: 'message'; readonly localId: LocalId }
  | { readonly at: 'before' | 'after'; readonly position: number; readonly localId: LocalId }

/** Ascending by `(position, localId)`; `older` and `newer`: how many stand beside it, of what was looked for whether any do. */
export type ShelfPage = { readonly messages: readonly Message[]; readonly older: number; readonly newer: number }

export type ShelfQuery = {
  readonly conversationId: ConversationId
  readonly shelf: Shelf
  readonly anchor: ShelfAnchor
  readonly limit: number
  /** What has it in its name, or in its words; from the newest on, in pages `before` another alone. */
  readonly text?: string
}

export type ShelfSpans = {
  readonly conversationId: ConversationId
  readonly shelf: Shelf
  readonly spans: readonly { readonly from: number; readonly to: number }[]
}
