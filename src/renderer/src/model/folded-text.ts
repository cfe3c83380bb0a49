import { wholeEnd } from '@shared/clip-text'
import { FOLD_OVER, PREVIEW } from '@shared/long-text'

/** Lines over which a text folds, and those that it shows then; its length does so too (`shared/long-text`). */
const FOLD_OVER_LINES = 120
const PREVIEW_LINES = 40
/** Characters that each "show more" adds: as many as are laid out in a moment. */
export const STEP = 16_000

/**
 * Where a long text is cut at first, in UTF-16 code units; `undefined` where all of it is shown.
 * @param length of the whole, of which `text` may be the beginning
 */
export function foldAt(text: string, length = text.length): number | undefined {
  const isLong = length > FOLD_OVER || lineStart(text, FOLD_OVER_LINES) !== undefined
  if (!isLong) return undefined
  return wholeEnd(text, Math.min(PREVIEW, (lineStart(text, PREVIEW_LINES) ?? text.length + 1) - 1))
}

/** Where it is cut after one more "show more". */
export function unfoldedTo(text: string, end: number): number {
  return wholeEnd(text, Math.min(text.length, end + STEP))
}

/** Where line `line`, counted from 0, begins; `undefined` where there are fewer. */
function lineStart(text: string, line: number): number | undefined {
  let at = 0
  for (let count = 0; count < line; count++) {
    const end = text.indexOf('\n', at)
    if (end === -1) return undefined
    at = end + 1
  }
  return at
}

/** Characters after which a run without a place to break gets one. */
const RUN = 64
const LONG_RUN = new RegExp(`\\S{${RUN}}`)
/** What belongs to the character before it: marks, joiners, selectors, skin tones. */
const TRAILING = /^[\p{M}\u200d\ufe0f\u{1f3fb}-\u{1f3ff}]/u
/** How far a break may be put off to keep a character whole; beyond that it is none that anybody reads. */
const WHOLE_WITHIN = 32

/**
 * The pieces of a text between which a line may break. Only long runs without a blank are cut: without a place to break
 * the browser weighs each of their characters against each width.
 */
export function breakable(text: string): readonly string[] {
  if (!LONG_RUN.test(text)) return [text]
  const pieces: string[] = []
  let [from, run] = [0, 0]
  for (let at = 0; at < text.length; at++) {
    run = isBlank(text.charCodeAt(at)) ? 0 : run + 1
    if (run < RUN || at + 1 >= text.length) continue
    const end = wholeFrom(text, at + 1)
    pieces.push(text.slice(from, end))
    from = end
    at = end - 1
    run = 0
  }
  if (from < text.length) pieces.push(text.slice(from))
  return pieces
}

/** Space, tab and line breaks: the only blanks worth looking for in such a run. */
const isBlank = (unit: number): boolean => unit === 32 || (unit >= 9 && unit <= 13)

function wholeFrom(text: string, end: number): number {
  let at = wholeEnd(text, end) < end ? end + 1 : end
  const limit = Math.min(text.length, end + WHOLE_WITHIN)
  while (at < limit && (TRAILING.test(text.slice(at, at + 2)) || text.charCodeAt(at - 1) === 0x200d)) {
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
  }
  return at
}
