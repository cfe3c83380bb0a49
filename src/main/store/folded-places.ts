import { foldText } from '@shared/fold-text'
import { foldPlain, isPlain } from './text-runs'

/** UTF-16 offsets into a text; `to` is behind the last one. */
export type TextRange = { readonly from: number; readonly to: number }

type Piece = { readonly at: number; readonly text: string; readonly foldedAt: number; readonly folded: string }

/** Units of a piece before the next place at which a text may be cut, and at most, to the end of a character. */
const PIECE = 256
const MAX_PIECE = 512
/**
 * What begins here is folded alone as it is behind others; parts of Korean syllables may join those before them, marks
 * and flags' letters do.
 */
const BEGINS_ALONE = /^(?![\u1160-\u11FF\u3131-\u318E\uFFA0-\uFFDC])[\p{Lu}\p{Ll}\p{Lo}\p{Nd}\p{P}\p{Sm}\p{Sc}\p{Extended_Pictographic}\s]/u
const JOINER = 0x200d
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * A text with its folded form, which knows where each unit of that came from: always a whole character as people see
 * it, an emoji with its tone and its family, a kana with its mark. Only the pieces that are asked for are looked at.
 */
export class FoldedPlaces {
  readonly folded: string
  readonly #pieces: readonly Piece[]
  readonly #origins = new Map<Piece, readonly TextRange[]>()

  constructor(text: string) {
    if (isPlain(text)) {
      this.folded = foldPlain(text)
      this.#pieces = []
      return
    }
    const pieces: Piece[] = []
    let folded = ''
    for (const { at, part } of cut(text)) {
      const piece = { at, text: part, foldedAt: folded.length, folded: foldText(part) }
      pieces.push(piece)
      folded += piece.folded
    }
    this.#pieces = pieces
    this.folded = folded
  }

  /** @param range in the folded text, not empty */
  original(range: TextRange): TextRange {
    if (this.#pieces.length === 0) return range
    return { from: this.#originOf(range.from).from, to: this.#originOf(range.to - 1).to }
  }

  #originOf(place: number): TextRange {
    const index = lastAtOrBefore(this.#pieces, place)
    const piece = this.#pieces[index]
    if (piece === undefined) return { from: 0, to: 0 }
    let origins = this.#origins.get(piece)
    if (origins === undefined) this.#origins.set(piece, (origins = originsIn(piece)))
    return origins[place - piece.foldedAt] ?? { from: piece.at, to: piece.at + piece.text.length }
  }
}

function* cut(text: string): Generator<{ readonly at: number; readonly part: string }> {
  let at = 0
  let end = PIECE
  while (end < text.length) {
    const isSafe = text.charCodeAt(end - 1) !== JOINER && BEGINS_ALONE.test(text.slice(end, end + 2))
    if (!isSafe && end - at < MAX_PIECE) {
      end++
      continue
    }
    const next = isSafe ? end : (graphemes.segment(text.slice(at, end + 64)).containing(end - at)?.index ?? 0) + at
    // One character longer than all that: it is cut somewhere.
    const to = next > at ? next : end
    yield { at, part: text.slice(at, to) }
    at = to
    end = at + PIECE
  }
  yield { at, part: text.slice(at) }
}

/** For each unit of the folded piece the characters that it came from. */
function originsIn({ at, text, folded }: Piece): readonly TextRange[] {
  const origins: TextRange[] = []
  let from = 0
  let end = 0
  let done = ''
  for (const { segment, index } of graphemes.segment(text)) {
    end = index + segment.length
    // Characters that fold together are one place: so far the text has to fold to the beginning of the whole.
    const part = foldText(text.slice(from, end))
    if (!folded.startsWith(part, done.length) || !isWhole(text, end, folded, done.length + part.length)) continue
    for (let unit = 0; unit < part.length; unit++) origins.push({ from: at + from, to: at + end })
    done += part
    from = end
  }
  for (let unit = done.length; unit < folded.length; unit++) origins.push({ from: at + from, to: at + end })
  return origins
}

/** What follows folds alone to what is left: nothing of it joins what stands before. */
function isWhole(text: string, end: number, folded: string, done: number): boolean {
  const next = text.slice(end, end + 4)
  return next === '' || BEGINS_ALONE.test(next) || foldText(text.slice(end)) === folded.slice(done)
}

function lastAtOrBefore(pieces: readonly Piece[], place: number): number {
  let low = 0
  let high = pieces.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((pieces[middle]?.foldedAt ?? 0) <= place) low = middle
    else high = middle - 1
  }
  return low
}
