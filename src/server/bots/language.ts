import type { Language } from '../seed/words'

/** The language that a text is in, as far as two need telling apart: one Chinese character makes it Chinese. */
export function languageOf(text: string): Language {
  return /\p{Script=Han}/u.test(text) ? 'zh' : 'en'
}
