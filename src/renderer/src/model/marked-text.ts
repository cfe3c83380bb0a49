import type { FoundMessage } from '@shared/search'
import { shownPart } from '@shared/shown-text'

export type MarkedPart = { readonly text: string; readonly isMarked: boolean }

/** Characters kept before the first mark, so that it shows in the two lines of a result. */
const LEAD = 24
/** Characters of a result; more would not be seen. */
const SHOWN = 160

/**
 * A found text cut into marked and plain parts, in one line, from a little before the first mark on. Offsets are
 * UTF-16; ranges ascend and stand apart, but what does not fit the text is passed over.
 */
export function markedParts({ text, ranges }: Pick<FoundMessage, 'text' | 'ranges'>): MarkedPart[] {
  const start = startOfExcerpt(text, ranges[0]?.from ?? 0)
  const end = Math.min(text.length, start + SHOWN)
  const parts: MarkedPart[] = start > 0 ? [{ text: '…', isMarked: false }] : []
  let at = start
  for (const range of ranges) {
    const from = Math.max(at, range.from)
    const to = Math.min(end, range.to)
    if (from >= to) continue
    if (from > at) parts.push({ text: shownPart(text.slice(at, from)), isMarked: false })
    parts.push({ text: shownPart(text.slice(from, to)), isMarked: true })
    at = to
  }
  if (at < end) parts.push({ text: shownPart(text.slice(at, end)), isMarked: false })
  if (end < text.length) parts.push({ text: '…', isMarked: false })
  return parts
}

function startOfExcerpt(text: string, firstMark: number): number {
  const wanted = Math.max(0, firstMark - LEAD)
  // Never between the halves of a surrogate pair.
  return /[\uDC00-\uDFFF]/.test(text[wanted] ?? '') ? wanted - 1 : wanted
}
