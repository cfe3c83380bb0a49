import type { Gap } from '@shared/message'

/** A gap, and how many of its messages have come since it was first seen. */
export type ShownGap = Gap & { readonly healed?: number }

export function countOf({ fromSeq, toSeq }: Pick<Gap, 'fromSeq' | 'toSeq'>): number {
  return toSeq - fromSeq + 1
}

/**
 * The gaps that are known now, with what has healed of those that were known before. Of a gap that has become several
 * the first one tells it.
 */
export function withHealed(held: readonly ShownGap[], incoming: readonly Gap[]): readonly ShownGap[] {
  const healed = new Map<Gap, number>()
  for (const before of held) {
    const left = incoming.filter((gap) => gap.fromSeq <= before.toSeq && before.fromSeq <= gap.toSeq)
    const [first] = left
    if (first === undefined) continue
    const missing = left.reduce((sum, gap) => sum + countOf(gap), 0)
    const came = Math.max(0, countOf(before) + (before.healed ?? 0) - missing)
    healed.set(first, (healed.get(first) ?? 0) + came)
  }
  return incoming.map((gap) => {
    const came = healed.get(gap) ?? 0
    return came === 0 ? gap : { ...gap, healed: came }
  })
}
