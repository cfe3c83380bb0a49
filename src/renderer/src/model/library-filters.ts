import type { ConversationId, UserId } from '@shared/ids'
import type { LibraryFilters, LibraryKind } from '@shared/library'
import { monthOf } from './months'
import { periodBounds, type SearchSpan } from './search-filters'

export const LIBRARY_SPANS = ['any', 'today', 'week', 'month', 'lastMonth', 'year'] as const
export type LibrarySpan = SearchSpan | 'lastMonth'
/** A stretch, or one day by its first moment, epoch ms. */
export type LibraryPeriod = LibrarySpan | { readonly day: number }

const MB = 1_000_000
/** Bytes, from the first of a step up to the first of the next. */
const SIZES = { small: [0, MB], medium: [MB, 10 * MB], large: [10 * MB, 100 * MB], huge: [100 * MB, undefined] } as const
export const LIBRARY_SIZES = ['any', 'small', 'medium', 'large', 'huge'] as const
export type LibrarySize = (typeof LIBRARY_SIZES)[number]

/** What the user narrows the library to. */
export type LibraryChoice = {
  readonly kind?: LibraryKind | undefined
  readonly senderId?: UserId | undefined
  readonly conversationId?: ConversationId | undefined
  readonly period: LibraryPeriod
  readonly size: LibrarySize
}

export const WHOLE_LIBRARY: LibraryChoice = { period: 'any', size: 'any' }

/** Narrowed by something that is not what stands on its own line anyway, the kind. */
export function isNarrowed({ senderId, conversationId, period, size }: LibraryChoice): boolean {
  return senderId !== undefined || conversationId !== undefined || period !== 'any' || size !== 'any'
}

/** As main takes it. Days are those of this device, months those of the reader's zone. */
export function libraryFilters({ kind, senderId, conversationId, period, size }: LibraryChoice, now: number, zone: string): LibraryFilters {
  const [minBytes, end] = size === 'any' ? [undefined, undefined] : SIZES[size]
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(senderId === undefined ? {} : { senderId }),
    ...(conversationId === undefined ? {} : { conversationId }),
    ...(period === 'lastMonth' ? lastMonth(now, zone) : periodBounds(period, now)),
    ...(minBytes === undefined ? {} : { minBytes }),
    ...(end === undefined ? {} : { maxBytes: end - 1 }),
  }
}

function lastMonth(now: number, zone: string): Pick<LibraryFilters, 'from' | 'to'> {
  const { from } = monthOf(now, zone)
  const last = monthOf(from - 1, zone)
  return { from: last.from, to: last.to - 1 }
}
