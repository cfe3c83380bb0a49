import { wholeEnd } from './clip-text'

/** UTF-16 code units over which a text folds where it is shown: laying one out must never be felt. */
export const FOLD_OVER = 4000

/** What a folded text shows at first; no more of it crosses to the window before somebody asks. */
export const PREVIEW = 2000

/**
 * UTF-16 code units that the composer takes, and a draft keeps: more than any server carries in a message (PROTOCOL 7.7),
 * and all that is held of it in memory and written with each pause.
 */
export const MAX_WRITTEN = 16_000_000

/** A text, or of a long one its beginning; `length` is then that of the whole, in UTF-16 code units. */
export type Beginning = { readonly text: string; readonly length?: number }

export function beginningOf(text: string): Beginning {
  return text.length <= FOLD_OVER ? { text } : { text: text.slice(0, wholeEnd(text, PREVIEW)), length: text.length }
}
