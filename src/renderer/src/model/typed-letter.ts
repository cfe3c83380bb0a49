export type TypedKey = Pick<KeyboardEvent, 'key' | 'keyCode' | 'ctrlKey' | 'metaKey' | 'altKey' | 'defaultPrevented' | 'getModifierState'>

/** Places that take letters themselves: fields, and lists and menus that are walked by their first letters. */
const TAKES_LETTERS =
  'input, textarea, select, [contenteditable=""], [contenteditable="true"], [role="menu"], [role="dialog"], [role="alertdialog"], [role="combobox"]'

/**
 * A key that writes something, pressed where nothing takes it: it belongs to the composer. The space bar presses buttons
 * and picks messages, so it stays where it is. AltGr writes, Ctrl, Alt and ⌘ command.
 */
export function isStrayLetter(event: TypedKey, focused: Element | null): boolean {
  if (event.defaultPrevented || isCommand(event) || takesLetters(focused)) return false
  if (event.keyCode === 229 || event.key === 'Process' || event.key === 'Dead') return true
  return event.key !== ' ' && [...event.key].length === 1
}

export function takesLetters(element: Element | null): boolean {
  return element !== null && element.closest(TAKES_LETTERS) !== null
}

function isCommand(event: TypedKey): boolean {
  return event.metaKey || ((event.ctrlKey || event.altKey) && !event.getModifierState('AltGraph'))
}
