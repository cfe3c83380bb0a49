import type { ConversationId, UserId } from '@shared/ids'
import type { ContentKind } from '@shared/message'
import type { MessageQuery } from '@shared/search'

/** What the user chooses beside the words. */
export type SearchFilters = {
  readonly conversationId?: ConversationId | undefined
  readonly senderId?: UserId | undefined
  readonly kind: SearchKind
  readonly period: SearchPeriod
}

export const SEARCH_KINDS = ['any', 'text', 'link', 'image', 'video', 'file', 'sound', 'location', 'bundle'] as const
export type SearchKind = (typeof SEARCH_KINDS)[number]

export const SEARCH_SPANS = ['any', 'today', 'week', 'month', 'year'] as const
export type SearchSpan = (typeof SEARCH_SPANS)[number]
/** A stretch up to now, or one day by its first moment, epoch ms. */
export type SearchPeriod = SearchSpan | { readonly day: number }

const DAYS: Readonly<Record<Exclude<SearchSpan, 'any'>, number>> = { today: 0, week: 6, month: 29, year: 364 }

/**
 * They narrow enough to be asked for without words. A chat alone does not: all of it is its timeline.
 */
export function isNarrow({ senderId, kind, period }: SearchFilters): boolean {
  return senderId !== undefined || kind !== 'any' || period !== 'any'
}

/** The query that main gets. Days are those of this device's time zone. */
export function messageQuery(text: string, filters: SearchFilters, now: number, limit: number): MessageQuery {
  const { conversationId, senderId, kind } = filters
  return {
    text: text.trim().slice(0, 200),
    limit,
    ...(conversationId === undefined ? {} : { conversationId }),
    ...(senderId === undefined ? {} : { senderId }),
    ...(kind === 'any' ? {} : { kinds: [kind satisfies ContentKind] }),
    ...periodBounds(filters.period, now),
  }
}

/** From when to when, epoch ms, both included; days are those of this device. */
export function periodBounds(period: SearchPeriod, now: number): Pick<MessageQuery, 'from' | 'to'> {
  if (period === 'any') return {}
  if (typeof period === 'object') return { from: startOfDay(period.day, 0), to: startOfDay(period.day, 1) - 1 }
  return { from: startOfDay(now, -DAYS[period]) }
}

/** The first moment of the day `days` away; counted by the calendar, since some days have 23 or 25 hours. */
function startOfDay(at: number, days: number): number {
  const date = new Date(at)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime()
}
