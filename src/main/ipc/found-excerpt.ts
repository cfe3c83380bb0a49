import { wholeEnd } from '@shared/clip-text'
import type { FoundMessage } from '@shared/search'

/** UTF-16 code units of a found text that cross to the window; it shows fewer, and marks that they are a part. */
const LENGTH = 1000
/** Of these before the first mark. */
const LEAD = 200

type Excerpt = Pick<FoundMessage, 'text' | 'ranges'>

/** A found text, or of a long one the part around its first mark, with the marks that stand in it. */
export function excerptOf(text: string, ranges: Excerpt['ranges']): Excerpt {
  if (text.length <= LENGTH) return { text, ranges }
  const from = wholeEnd(text, Math.max(0, (ranges[0]?.from ?? 0) - LEAD))
  const to = wholeEnd(text, from + LENGTH)
  const within = ranges.filter((range) => range.from < to).map((range) => ({ from: range.from - from, to: Math.min(range.to, to) - from }))
  return { text: text.slice(from, to), ranges: within }
}
