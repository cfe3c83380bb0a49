import type { Choice } from './file'

/** Where a screenshot goes. */
export type ScreenshotTarget = 'sheet' | 'clipboard'

/** What became of one. */
export type Screenshot =
  /** It waits to be sent, as a pasted picture does. */
  | { readonly outcome: 'chosen'; readonly choice: Choice }
  | { readonly outcome: 'copied' }
  /** The person changed their mind. */
  | { readonly outcome: 'none' }

/** What stands between a person and a screenshot. */
export type ScreenshotState = {
  /** `taken`: another program has these keys; `unsure`: the system only lets them through while our window has the keyboard. */
  readonly shortcut: 'set' | 'taken' | 'unsure' | 'none'
  /**
   * What the system wants first. `asks`: a dialog of its own, each time; `allow`: its settings, after which the app is started
   * anew.
   */
  readonly system: 'nothing' | 'asks' | 'allow'
}

/** The keys that a screenshot is taken with: modifiers in this order, then one key; empty: none. */
export type KeyCombination = string

/** UTF-16 code units. */
export const MAX_KEY_COMBINATION = 40

const MODIFIERS = ['Ctrl', 'Alt', 'Shift', 'Meta'] as const
const FORM = /^(?:Ctrl\+)?(?:Alt\+)?(?:Shift\+)?(?:Meta\+)?(?:[A-Z0-9]|F(?:[1-9]|1[0-9]|2[0-4])|PrintScreen)$/

/** A letter or digit alone, or with Shift, is written: it takes another modifier to ask for something everywhere. */
export function isKeyCombination(value: unknown): value is KeyCombination {
  if (typeof value !== 'string' || value.length > MAX_KEY_COMBINATION) return false
  if (value === '') return true
  return FORM.test(value) && (/(?:^|\+)(?:F\d+|PrintScreen)$/.test(value) || /(?:Ctrl|Alt|Meta)\+/.test(value))
}

/** What of a `KeyboardEvent` decides. */
type PressedKey = {
  readonly code: string
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  readonly metaKey: boolean
}

/** What a press asks for, by the place of the key; `undefined`: that cannot be one, or is not all of it yet. */
export function combinationOf({ code, ctrlKey, altKey, shiftKey, metaKey }: PressedKey): KeyCombination | undefined {
  const held = [ctrlKey, altKey, shiftKey, metaKey]
  const key = /^(?:Key|Digit)(.)$/.exec(code)?.[1] ?? code
  const combination = [...MODIFIERS.filter((_, index) => held[index] === true), key].join('+')
  return isKeyCombination(combination) ? combination : undefined
}

/** The same in Electron's words. */
export function acceleratorOf(combination: KeyCombination): string {
  return combination.replace('Ctrl+', 'Control+').replace('Meta+', 'Super+')
}
