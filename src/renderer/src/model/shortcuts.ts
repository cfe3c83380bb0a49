/** What of a key press decides. */
export type ShortcutKey = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'getModifierState'>

export type Shortcut =
  | 'help'
  | 'quick_switcher'
  | 'settings'
  | 'search_here'
  | 'search_everywhere'
  | 'zoom_in'
  | 'zoom_out'
  | 'zoom_usual'
  | 'next_chat'
  | 'previous_chat'

/** The first that fits, where a layout has one sign on the key of another (on AZERTY the minus is on the 6). */
const BY_CHARACTER: readonly (readonly [Shortcut, character: string, shift?: boolean])[] = [
  ['quick_switcher', 'k', false],
  ['search_here', 'f', false],
  ['search_everywhere', 'f', true],
  ['settings', ','],
  ['zoom_in', '+'],
  ['zoom_in', '='],
  ['zoom_out', '-'],
  ['zoom_usual', '0'],
]

/** Where punctuation lies on a keyboard of the American form. */
const CODES: Readonly<Record<string, string>> = { ',': 'Comma', '=': 'Equal', '-': 'Minus' }

/**
 * The shortcut that a key press asks for. The character decides where the layout has it, wherever it lies (Dvorak,
 * AZERTY); a layout without it is asked by the place of the key: Ctrl+Л is Ctrl+K on a Russian keyboard, and the digits
 * of AZERTY need no Shift. AltGr, which some systems report as Ctrl+Alt, writes characters and asks for nothing.
 */
export function shortcutOf(event: ShortcutKey, isMac: boolean): Shortcut | undefined {
  if (event.key === 'F1') return 'help'
  if (event.getModifierState('AltGraph')) return undefined
  const hasOther = isMac ? event.ctrlKey : event.metaKey
  const hasMain = isMac ? event.metaKey : event.ctrlKey
  if (hasOther) return undefined
  if (event.altKey && !hasMain) {
    if (event.key === 'ArrowDown') return 'next_chat'
    return event.key === 'ArrowUp' ? 'previous_chat' : undefined
  }
  if (!hasMain || event.altKey) return undefined
  return BY_CHARACTER.find(
    ([, character, shift]) => isCharacter(event, character) && (shift === undefined || shift === event.shiftKey),
  )?.[0]
}

function isCharacter({ key, code, shiftKey }: ShortcutKey, wanted: string): boolean {
  if (key.toLowerCase() === wanted) return true
  // The names of keys ("Dead", "Process") are no characters.
  if ([...key].length !== 1) return false
  if (/\d/.test(wanted)) return !shiftKey && !/\d/.test(key) && code === `Digit${wanted}`
  const isForeign = /[\p{L}\p{M}]/u.test(key) && !/\p{Script=Latin}/u.test(key)
  return isForeign && code === (CODES[wanted] ?? `Key${wanted.toUpperCase()}`)
}
