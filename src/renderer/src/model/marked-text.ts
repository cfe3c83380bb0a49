import { borderBefore } from '@shared/graphemes'
import type { FoundMessage } from '@shared/search'
import { shownPart } from '@shared/shown-text'

export type MarkedPart = { readonly text: string; readonly isMarked: boolean }

/** Characters kept before the first mark, so that it shows in the two lines of a result. */
const LEAD = 24
/** Characters of a result; more would not be seen. */
const SHOWN = 160

/**
 * A found text cut into marked and plain parts, in one line, from a little before the first mark on. Offsets are
 * UTF-16; ranges ascend and stand apart, but what does not fit the text is passed over. Nothing that people see as one
 * character is cut: no emoji with its family, no flag, no letter with its marks.
 */
export function markedParts({ text, ranges }: Pick<FoundMessage, 'text' | 'ranges'>): MarkedPart[] {
  const first = ranges[0]?.from ?? 0
  const start = wordFrom(text, borderBefore(text, Math.max(0, first - LEAD)), first)
  const border = borderBefore(text, start + SHOWN)
  // One character that is longer than all that is shown is none that people see.
  const end = border > start ? border : Math.min(text.length, start + SHOWN)
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

/** From the next word on where `start` is in the middle of one, of a script that sets its words apart. */
function wordFrom(text: string, start: number, limit: number): number {
  if (start === 0 || /\s/.test(text.charAt(start - 1))) return start
  const rest = /^(\S+?)\s+/.exec(text.slice(start, limit))
  return rest === null || UNSPACED.test(rest[1]!) ? start : start + rest[0].length
}

/** Scripts without blanks between words: an excerpt may begin at any of their characters. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u

/** A found text in two, each with its own marks: a file's ending stands apart, where no excerpt cuts it away. */
export function cutFound({ text, ranges }: Pick<FoundMessage, 'text' | 'ranges'>, at: number): readonly [Found, Found] {
  const within = (from: number, to: number): Found => ({
    text: text.slice(from, to),
    ranges: ranges
      .map((range) => ({ from: Math.max(range.from, from) - from, to: Math.min(range.to, to) - from }))
      .filter((range) => range.from < range.to),
  })
  return [within(0, at), within(at, text.length)]
}

type Found = Pick<FoundMessage, 'text' | 'ranges'>
