import type { LocalId } from '@shared/ids'

/** Where a reader was: a message, and how many px below the upper edge of the view it began. */
export type TimelinePlace = { readonly localId: LocalId; readonly top: number }
