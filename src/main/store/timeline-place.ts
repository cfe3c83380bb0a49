import type { LocalId, OrderKey, Seq } from '@shared/ids'

/**
 * A message's place in its timeline: ascending `(position, localId)`.
 *
 * | message | position |
 * |---|---|
 * | of a kind that numbers without holes | its `seq` |
 * | of a kind that orders by keys | its `orderKey`; of one conversation all are so, or all have seqs |
 * | not named yet, or of a kind without any order: as it came | 2^52 + `localId`, after all the others |
 * | of mine, passed in the outbox by one that went before it | right behind that one |
 * | failed | that of the newest message when it failed: it stays where the user saw it fail |
 */
export type TimelinePlace = { readonly position: number; readonly localId: LocalId }

/** Messages without a seq or key stand after all that have one, in the order of their rows: this plus `local_id`. */
export const UNNAMED_POSITION = 2 ** 52

export function positionOf(localId: LocalId, { seq, orderKey }: { readonly seq?: Seq; readonly orderKey?: OrderKey }): number {
  return seq ?? orderKey ?? UNNAMED_POSITION + localId
}

/** The first position at which a row stands behind another. */
export function positionBehind(localId: LocalId, other: TimelinePlace): number {
  return localId > other.localId ? other.position : other.position + 1
}

/** For `Array.sort`. */
export function comparePlaces(a: TimelinePlace, b: TimelinePlace): number {
  return a.position - b.position || a.localId - b.localId
}
