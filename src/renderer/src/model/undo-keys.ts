export type UndoKey = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** Ctrl+Z, ⌘Z. */
export function isUndoKey(event: UndoKey): boolean {
  return hasCommand(event) && !event.shiftKey && letterOf(event) === 'z'
}

/** Ctrl+Shift+Z, ⌘⇧Z, and Ctrl+Y. */
export function isRedoKey(event: UndoKey): boolean {
  if (!hasCommand(event)) return false
  return event.shiftKey ? letterOf(event) === 'z' : letterOf(event) === 'y' && !event.metaKey
}

/** AltGr is Ctrl and Alt together: it types, it commands nothing. */
function hasCommand(event: UndoKey): boolean {
  return (event.ctrlKey || event.metaKey) && !event.altKey
}

/** The Latin letter of a key: where the layout has it, else where it lies on a Latin keyboard. */
function letterOf({ key, code }: UndoKey): string | undefined {
  return /^[a-z]$/i.test(key) ? key.toLowerCase() : /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase()
}
